using System.CommandLine;
using System.Globalization;
using Hippogriff.Cli.Commands.Drawing;
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
    public static Command Build(CommandHost host)
    {
        PerfectOptions options = new();
        DocumentedCommand command = new(
            "perfect",
            "Show that a perfect denoiser only copies: it, its local version and a network draw from the same noise.",
            "hippogriff perfect my-pictures --without-network",
            "hippogriff perfect sprites --pictures 512 --out perfect.png",
            "hippogriff perfect sprites --prompt \"a cat\" --patch 5 --json"
        );
        options.AddTo(command);
        command.SetAction((parsed, stop) => Task.FromResult(Run(host, options.Read(parsed), stop)));
        return command;
    }

    private static int Run(CommandHost host, PerfectChoices choices, CancellationToken stop)
    {
        OutputNames names = OutputNames.OfPng(choices.Out, host.OutFolder);
        using NetworkModel? network = choices.WithoutNetwork
            ? null
            : PipelineLoader.Load(choices.Model, new LoadOptions { Device = choices.Device });
        Example[] examples = Read(host, choices, SideOf(network, choices), stop);
        names.Probe();
        long started = host.Clock.GetTimestamp(),
            first = choices.Request.Seed;
        PerfectResult result = Compare(host.Terminal, network, choices, examples, stop);
        TimeSpan taken = host.Clock.GetElapsedTime(started);
        string path = names.Put(
            PngFile.Encode(
                PerfectView.Sheet(result, first),
                generated: true,
                Noted(choices, examples.Length, network).Texts
            ),
            $"{Path.GetFileName(Path.TrimEndingDirectorySeparator(choices.Folder))} perfect",
            first
        );
        if (choices.Json)
            PerfectView.WriteJson(host.Terminal, result, path, first, examples.Length, network?.Name);
        else
        {
            host.Terminal.Out.WriteLine(path);
            PerfectView.Write(host.Terminal, result);
            host.Terminal.Error.WriteLine(Summary(examples.Length, choices.Request, taken));
        }
        return ExitCode.Fine;
    }

    private static string Summary(int pictures, PerfectRequest request, TimeSpan taken) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Counted.Of(pictures, "picture")}, {Counted.Of(request.Count, "drawing")} of "
                + $"{Counted.Of(request.Steps, "step")}, {taken.TotalSeconds:0.0} s"
        );

    /// <summary>What the sheet says: the line, and what it left open.</summary>
    private static CommandNote Noted(PerfectChoices choices, int pictures, NetworkModel? network) =>
        choices.Note.And([
            ("--seed", choices.Request.Seed),
            ("--count", choices.Request.Count),
            ("--steps", choices.Request.Steps),
            ("--pictures", pictures),
            .. network is null ? [] : new (string, object)[] { ("--model", $"{network.Name} ({network.Hash})") },
        ]);

    private static Example[] Read(CommandHost host, PerfectChoices choices, int side, CancellationToken stop) =>
        [
            .. PictureFolder.Read(
                choices.Folder,
                side,
                choices.Pictures,
                choices.TrainingSeed,
                new Remarks(host.Terminal.Error),
                stop
            ),
        ];

    /// <summary>Side of the pictures in pixels: what the network draws, or what the line says.</summary>
    private static int SideOf(NetworkModel? network, PerfectChoices choices) =>
        network is null ? choices.Side
        : network.Defaults.Height == network.Defaults.Width ? network.Defaults.Width
        : throw new HippogriffException(
            $"The model {network.Name} draws {network.Defaults.Width}x{network.Defaults.Height} pixels, and "
                + "pictures of a folder are taken as squares."
        );

    private static PerfectResult Compare(
        Terminal terminal,
        NetworkModel? network,
        PerfectChoices choices,
        Example[] examples,
        CancellationToken stop
    )
    {
        RgbImage[] images = [.. examples.Select(example => example.Image)];
        string[] captions = [.. examples.Select(example => example.Caption)];
        using FolderModel? pixels = network is null
            ? new FolderModel(choices.Folder, images, captions, DeviceChoice.Parse(choices.Device))
            : null;
        return WorkBar.Run(
            terminal,
            "denoising",
            progress =>
                PerfectComparison.Run(
                    (IPictureModel?)network ?? pixels!,
                    images,
                    captions,
                    choices.Request with
                    {
                        WithNetwork = network is not null,
                    },
                    progress,
                    stop
                )
        );
    }

    private sealed class Remarks(TextWriter error) : IProgress<string>
    {
        public void Report(string value) => error.WriteLine(value);
    }
}
