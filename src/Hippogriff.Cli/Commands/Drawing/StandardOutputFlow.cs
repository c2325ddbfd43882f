using Hippogriff.Cli.Hosting;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Metadata;
using Hippogriff.Pipelines;

namespace Hippogriff.Cli.Commands.Drawing;

/// <summary>
/// The flow of <c>generate --out -</c> and <c>denoise --out -</c>: one picture as a PNG on standard output, and nothing
/// else there.
/// </summary>
internal static class StandardOutputFlow
{
    public static async Task<int> RunAsync(CommandHost host, DrawingInput input, CancellationToken stop)
    {
        DrawingChoices choices = input.Choices;
        Require(host, choices);
        long seed = choices.Seed ?? host.FreshSeed(),
            started = host.Clock.GetTimestamp();
        PromptReading? reading = null;
        List<GeneratedImage> pictures = [];
        await input.DrawAsync(host, seed, said => reading = said, pictures.Add, stop);
        GeneratedImage picture = pictures[0];
        using (Stream output = host.Terminal.OpenOutput())
            output.Write(ImageEncoding.Encode(picture.Image, ImageFormat.Png, picture.Settings));
        DrawingReport.Tell(host, reading!);
        DrawingReport.TellChange(host, choices, picture.Settings);
        host.Terminal.Error.WriteLine(
            DrawingReport.Summary(picture.Settings, picture.Settings.Seed, host.Clock.GetElapsedTime(started))
        );
        return ExitCode.Fine;
    }

    /// <summary>Refuses what one picture on standard output cannot be.</summary>
    private static void Require(CommandHost host, DrawingChoices choices)
    {
        if (choices.Count > 1)
            throw new HippogriffException(
                $"--out - writes one picture to standard output, and --count asks for {choices.Count}; name a "
                    + "folder for several."
            );
        if (choices.Strip || choices.Json)
            throw new HippogriffException(
                "--out - writes a picture to standard output and nothing else; leave "
                    + $"{(choices.Strip ? "--strip" : "--json")} out, or name a file."
            );
        if (host.Terminal.IsWatched)
            throw new HippogriffException(
                "--out - writes a PNG to standard output, and that is a terminal; send it to a program or a file."
            );
    }
}
