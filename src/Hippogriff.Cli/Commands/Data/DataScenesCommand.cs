using System.CommandLine;
using Hippogriff.Cli.Commands.Drawing;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Parsing;
using Hippogriff.Cli.Views;
using Hippogriff.Data.Examples;
using Hippogriff.Data.Scenes;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Imaging.Drawing;
using Hippogriff.Pipelines;

namespace Hippogriff.Cli.Commands.Data;

/// <summary><c>hippogriff data scenes</c>: makes a sheet of scenes composed from sprites, with captions.</summary>
internal static class DataScenesCommand
{
    private const int MostOnSheet = 400,
        MostInFolder = 20_000,
        Default = 24;

    public static Command Build(CommandHost host)
    {
        Option<string> data = new("--data")
        {
            HelpName = "DIR",
            Required = true,
            Description = "Training data. A folder of sprites (hippogriff data emoji makes one).",
        };
        Option<string?> world = Values.Text(
            "--world",
            "FILE",
            "JSON file of the world that scenes are composed of. Left out: the built-in one."
        );
        Option<string?> output = Values.Text(
            "--out",
            "FILE",
            "Where the result goes. A .png. Default: out/scenes-SEED.png."
        );
        Option<string?> folder = Values.Text(
            "--folder",
            "DIR",
            "Write the scenes as a folder of captioned pictures, which train and data check read, instead of a sheet."
        );
        Option<int?> count = Values.Whole(
            "--count",
            1,
            MostInFolder,
            FormattableString.Invariant($"How many. At most {MostOnSheet} on a sheet. Default: {Default}.")
        );
        Option<PictureSize?> size = Values.Square(
            16,
            512,
            "Size in pixels. The side of a scene. Default: the world's."
        );
        Option<long?> seed = Values.Seed("Same seed, same result. Default: 0.");
        Option<bool> heldOut = new("--held-out")
        {
            Description = "Show what training never sees. Combinations that are held out.",
        };
        Option<bool> resume = FolderFlow.ResumeOption(),
            json = JsonOption.Create();
        DocumentedCommand command = new(
            "scenes",
            "Write captioned scenes, as training sees them: a sheet, or a folder of pictures.",
            "hippogriff data scenes --data sprites --out sheet.png",
            "hippogriff data scenes --data sprites --world my-world.json --count 48 --seed 3",
            "hippogriff data scenes --data sprites --world giraffes.json --count 24 --folder giraffes"
        )
        {
            data,
            world,
            output,
            folder,
            count,
            size,
            seed,
            heldOut,
            resume,
            json,
        };
        command.SetAction(
            (parsed, stop) =>
            {
                if (parsed.GetValue(folder) is not null && parsed.GetValue(output) is not null)
                    throw new HippogriffException(
                        "Scenes are written as a sheet (--out) or as a folder of pictures (--folder), not as "
                            + "both at once."
                    );
                int wanted = parsed.GetValue(count) ?? Default;
                if (parsed.GetValue(folder) is null && wanted > MostOnSheet)
                    throw new HippogriffException(
                        $"A sheet holds at most {MostOnSheet} scenes; --folder DIR takes more."
                    );
                if (parsed.GetValue(folder) is { } target)
                    FolderFlow.Require(target, parsed.GetValue(resume));
                else if (parsed.GetValue(resume))
                    throw new HippogriffException("--resume continues a folder of scenes; name it with --folder.");
                OutputNames names = OutputNames.OfPng(parsed.GetValue(output), host.OutFolder);
                SceneWorld scenes = parsed.GetValue(world) is { } file ? SceneWorld.Load(file) : SceneWorld.First;
                SpriteLibrary sprites = SpriteLibrary.Open(parsed.GetRequiredValue(data), scenes);
                long number = parsed.GetValue(seed) ?? 0;
                SceneComposer composer = new(
                    scenes,
                    sprites,
                    number,
                    parsed.GetValue(size)?.Width,
                    parsed.GetValue(heldOut) ? SceneShare.HeldOut : SceneShare.Training
                );
                if (parsed.GetValue(folder) is null)
                    names.Probe();
                if (sprites.Missing.Count > 0)
                    host.Terminal.Error.WriteLine(
                        $"The folder has no artwork for {string.Join(", ", sprites.Missing)}; scenes leave them out."
                    );
                if (parsed.GetValue(folder) is { } pictures)
                {
                    string[] captions = [.. Enumerable.Range(0, wanted).Select(i => composer.Caption(i))];
                    WorkBar.Run(
                        host.Terminal,
                        "composing",
                        progress =>
                        {
                            FolderFlow.Write(
                                host,
                                pictures,
                                parsed.GetValue(resume),
                                wanted,
                                i => [captions[i]],
                                i => composer.Get(i).Image,
                                progress,
                                stop
                            );
                            return wanted;
                        }
                    );
                    Report(pictures, captions);
                    return Task.FromResult(ExitCode.Fine);
                }
                Example[] examples = [.. Enumerable.Range(0, wanted).Select(i => composer.Get(i))];
                string path = names.Put(
                    PngFile.Encode(
                        ContactSheet.Grid([
                            .. examples.Select(example => new SheetPicture(example.Image, example.Caption)),
                        ])
                    ),
                    "scenes",
                    number
                );
                Report(path, examples.Select(example => example.Caption));
                return Task.FromResult(ExitCode.Fine);

                void Report(string written, IEnumerable<string> captions)
                {
                    if (parsed.GetValue(json))
                        Json.Write(
                            host.Terminal.Out,
                            new
                            {
                                Path = written,
                                Seed = number,
                                Captions = captions,
                                sprites.Missing,
                            }
                        );
                    else
                        host.Terminal.Out.WriteLine(written);
                }
            }
        );
        return command;
    }
}
