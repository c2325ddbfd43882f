using System.CommandLine;
using Hippogriff.Cli.Parsing;
using Hippogriff.Cli.Views;
using Hippogriff.Devices;
using Hippogriff.Imaging;
using Hippogriff.Pipelines;
using Hippogriff.Training.Evaluation;
using Hippogriff.Training.Scenes;
using TorchSharp;

namespace Hippogriff.Cli.Commands;

/// <summary><c>hippogriff evaluate</c>: draws every thing of a world and lets a judge, trained apart on composed scenes, say what is in the pictures.</summary>
internal static class EvaluateCommand
{
    private const int UsualSeeds = 4;

    public static Command Build(CommandHost host)
    {
        Option<string> data = new("--data") { HelpName = "DIR", Required = true, Description = "Folder of sprites, for the judge's training." };
        Option<string?> world = Values.Text("--world", "FILE", "JSON file of the world. Left out: the built-in one.");
        Option<string?> model = Values.Text("--model", "NAME", "Name or folder of the model. Left out: the default one.");
        Option<string?> judge = Values.Text("--judge", "DIR", "Where the judge is kept; it is trained there the first time. Default: out/judge.");
        Option<int?> seeds = Values.Whole("--seeds", 1, 64, $"Pictures a thing. Default: {UsualSeeds}.");
        Option<double?> guidance = Values.Number("--guidance", 0, 50, "Guidance scale. Left out: the model's.");
        Option<string?> sheet = Values.Text("--sheet", "FILE", "Also writes all pictures, unchosen, as one .png.");
        Option<string?> device = DeviceOption.Create();
        Option<bool> json = JsonOption.Create();
        DocumentedCommand command = new("evaluate", "Measure how often a model draws the thing that was asked for.",
            "hippogriff evaluate --data sprites",
            "hippogriff evaluate --data sprites --model runs/mine/model --seeds 8 --sheet all.png --json")
        { data, world, model, judge, seeds, guidance, sheet, device, json };
        command.SetAction((parsed, stop) =>
        {
            string folder = parsed.GetValue(judge) ?? Path.Combine(host.OutFolder, "judge");
            SceneWorld scenes = parsed.GetValue(world) is { } file ? SceneWorld.Load(file) : SceneWorld.First;
            SpriteLibrary sprites = SpriteLibrary.Open(parsed.GetRequiredValue(data), scenes);
            torch.Device place = DeviceChoice.Parse(parsed.GetValue(device) ?? DeviceOption.Default);
            OutputNames? names = parsed.GetValue(sheet) is { } path ? new OutputNames(path, host.OutFolder) : null;
            names?.Probe();
            using NetworkModel pictures = PipelineLoader.Load(parsed.GetValue(model), parsed.GetValue(device) ?? DeviceOption.Default);
            if (JudgeTraining.Make(scenes, sprites, pictures.Defaults.Width, folder, place, new TrainingLines(host.Terminal.Error, host.Clock), stop) is not var (network, things))
                throw new OperationCanceledException(stop);
            using ThingJudge owned = network;
            List<SheetPicture> drawn = [];
            SingleThingScore score = new SingleThings(network, things).Score(
                pictures, new SceneComposer(scenes, sprites, seed: 2_000, pictures.Defaults.Width), parsed.GetValue(seeds) ?? UsualSeeds, parsed.GetValue(guidance),
                (prompt, images) =>
                {
                    drawn.AddRange(images.Select(image => new SheetPicture(image.Image, prompt)));
                    host.Terminal.Error.WriteLine($"{drawn.Count} pictures, last: {prompt}");
                },
                stop);
            if (names is not null)
            {
                string written = names.For("evaluation", 0, 0, 1);
                PngFile.Write(written, ContactSheet.Grid(drawn, columns: 2 * (parsed.GetValue(seeds) ?? UsualSeeds), title: $"{pictures.Name}: every picture drawn, unchosen"), generated: true);
                host.Terminal.Error.WriteLine(written);
            }
            Report(host, pictures, score, parsed.GetValue(json));
            return Task.FromResult(ExitCode.Fine);
        });
        return command;
    }

    private static void Report(CommandHost host, NetworkModel model, SingleThingScore score, bool json)
    {
        if (json)
        {
            Json.Write(host.Terminal.Out, new { Model = model.Name, ModelHash = model.Hash, Single = score });
            return;
        }
        host.Terminal.Out.WriteLine($"{model.Name} ({model.Hash}): the thing asked for is seen in {score.Right:P0} of {score.Pictures} pictures; on composed scenes the judge reaches {score.Ceiling:P0}.");
        foreach ((string thing, double right) in score.Things.OrderBy(pair => pair.Value)) host.Terminal.Out.WriteLine($"{right,6:P0}  {thing}");
        if (score.Mistaken.Count > 0) host.Terminal.Out.WriteLine($"Mistaken: {string.Join(", ", score.Mistaken.Take(12))}");
    }
}
