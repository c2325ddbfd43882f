using System.CommandLine;
using System.Globalization;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Parsing;
using Hippogriff.Cli.Views;
using Hippogriff.Data;
using Hippogriff.Data.Examples;
using Hippogriff.Devices;
using Hippogriff.FolderModels;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Pipelines;
using Hippogriff.Texts;

namespace Hippogriff.Cli.Commands.Inspection;

/// <summary>
/// <c>hippogriff perfect DIR</c>: compares the optimal denoiser of a folder, its local version and a network from the
/// same noise.
/// </summary>
internal static class PerfectCommand
{
    private const int DefaultPictures = 256,
        MostPictures = 4_096,
        DefaultSize = 32,
        MostSize = 64,
        DefaultDrawings = 6,
        DefaultSteps = 20;

    public static Command Build(CommandHost host)
    {
        Argument<string> folder = new("DIR")
        {
            Description = "A folder of pictures, or of sprites for composed scenes.",
        };
        Option<string?> prompt = Values.Text(
            "--prompt",
            "TEXT",
            "What is to be seen, in words. The same for all three. Left out: none."
        );
        Option<string?> model = Values.Text(
            "--model",
            "NAME",
            "Name or folder of a model. It is the trained network. Left out: the default one."
        );
        Option<bool> alone = new("--without-network")
        {
            Description = "Only the two that need no training, on pixels.",
        };
        Option<int?> pictures = Values.Whole(
            "--pictures",
            1,
            MostPictures,
            $"Most pictures that are taken from the folder, 1 to {MostPictures}. Default: {DefaultPictures}."
        );
        Option<PictureSize?> size = Values.Square(
            8,
            MostSize,
            $"Size in pixels. The side of the pictures, with --without-network. Default: {DefaultSize}."
        );
        Option<int?> count = Values.Whole(
            "--count",
            1,
            PerfectComparison.MostDrawings,
            $"How many. Drawings of each. Default: {DefaultDrawings}."
        );
        Option<int?> steps = Values.Whole("--steps", 1, 200, $"Number of denoising steps. Default: {DefaultSteps}.");
        Option<int?> patch = Values.Whole(
            "--patch",
            1,
            127,
            "Side of the local denoiser's patches in cells, odd. Left out: at each level what agrees best "
                + "with the network on other noise; without one, large in much noise and small in little."
        );
        Option<long?> seed = Values.Seed("Same seed, same result. It is the first drawing's. Default: 0.");
        Option<int?> trainingSeed = Values.Whole(
            "--training-seed",
            0,
            int.MaxValue,
            "Seed of the composed scenes that the model was trained on. It is for folders of sprites. Default: 1, the "
                + "shipped model's."
        );
        Option<string?> device = DeviceOption.Create();
        Option<string?> output = Values.Text(
            "--out",
            "FILE",
            "Where the result goes. The .png of the sheet, or a folder. Default: out."
        );
        Option<bool> json = JsonOption.Create();
        DocumentedCommand command = new(
            "perfect",
            "Show that a perfect denoiser only copies: it, its local version and a network draw from the same noise.",
            "hippogriff perfect my-pictures --without-network",
            "hippogriff perfect sprites --pictures 512 --out perfect.png",
            "hippogriff perfect sprites --prompt \"a cat\" --patch 5 --json"
        )
        {
            folder,
            prompt,
            model,
            alone,
            pictures,
            size,
            count,
            steps,
            patch,
            seed,
            trainingSeed,
            device,
            output,
            json,
        };
        command.SetAction(
            (parsed, stop) =>
            {
                bool without = parsed.GetValue(alone);
                if (without && parsed.GetValue(model) is { } named)
                    throw new HippogriffException(
                        $"--without-network leaves the network out, and --model names one ('{named}')."
                    );
                if (!without && parsed.GetValue(size) is not null)
                    throw new HippogriffException(
                        "--size is for --without-network; with a network the pictures have its size."
                    );
                if (parsed.GetValue(patch) is { } cells && cells % 2 == 0)
                    throw new HippogriffException($"--patch takes an odd number, not {cells}.");
                OutputNames names = OutputNames.OfPng(parsed.GetValue(output), host.OutFolder);
                string place = parsed.GetValue(device) ?? DeviceOption.Default,
                    from = parsed.GetRequiredValue(folder);
                long first = parsed.GetValue(seed) ?? 0;
                PerfectRequest request = new()
                {
                    Prompt = parsed.GetValue(prompt) ?? "",
                    Seed = first,
                    Count = parsed.GetValue(count) ?? DefaultDrawings,
                    Steps = parsed.GetValue(steps) ?? DefaultSteps,
                    Side = parsed.GetValue(patch) ?? 0,
                };
                using NetworkModel? network = without
                    ? null
                    : PipelineLoader.Load(parsed.GetValue(model), new LoadOptions { Device = place });
                int side = network?.Defaults.Width ?? parsed.GetValue(size)?.Width ?? DefaultSize;
                if (network is not null && network.Defaults.Height != side)
                    throw new HippogriffException(
                        $"The model {network.Name} draws {side}x{network.Defaults.Height} pixels, and "
                            + "pictures of a folder are taken as squares."
                    );
                Example[] examples =
                [
                    .. PictureFolder.Read(
                        from,
                        side,
                        parsed.GetValue(pictures) ?? DefaultPictures,
                        parsed.GetValue(trainingSeed) ?? 1,
                        new Remarks(host.Terminal.Error),
                        stop
                    ),
                ];
                names.Probe();
                (PerfectResult result, TimeSpan taken) = Run(host, network, from, examples, place, request, stop);
                string path = names.Put(
                    PngFile.Encode(PerfectView.Sheet(result, first), generated: true),
                    $"{Path.GetFileName(Path.TrimEndingDirectorySeparator(from))} perfect",
                    first
                );
                if (parsed.GetValue(json))
                {
                    PerfectView.WriteJson(host.Terminal, result, path, first, examples.Length, network?.Name);
                    return Task.FromResult(ExitCode.Fine);
                }
                host.Terminal.Out.WriteLine(path);
                PerfectView.Write(host.Terminal, result);
                host.Terminal.Error.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{Counted.Of(examples.Length, "picture")}, {Counted.Of(request.Count, "drawing")} of "
                            + $"{Counted.Of(request.Steps, "step")}, {taken.TotalSeconds:0.0} s"
                    )
                );
                return Task.FromResult(ExitCode.Fine);
            }
        );
        return command;
    }

    private static (PerfectResult Result, TimeSpan Taken) Run(
        CommandHost host,
        NetworkModel? network,
        string folder,
        Example[] examples,
        string place,
        PerfectRequest request,
        CancellationToken stop
    )
    {
        RgbImage[] images = [.. examples.Select(example => example.Image)];
        string[] captions = [.. examples.Select(example => example.Caption)];
        long started = host.Clock.GetTimestamp();
        using FolderModel? pixels = network is null
            ? new FolderModel(folder, images, captions, DeviceChoice.Parse(place))
            : null;
        PerfectResult result = WorkBar.Run(
            host.Terminal,
            "denoising",
            progress =>
                PerfectComparison.Run(
                    (IPictureModel?)network ?? pixels!,
                    network is not null,
                    images,
                    captions,
                    request,
                    progress,
                    stop
                )
        );
        return (result, host.Clock.GetElapsedTime(started));
    }

    private sealed class Remarks(TextWriter error) : IProgress<string>
    {
        public void Report(string value) => error.WriteLine(value);
    }
}
