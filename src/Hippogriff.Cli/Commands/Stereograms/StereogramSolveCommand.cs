using System.CommandLine;
using System.Globalization;
using Hippogriff.Cli.Commands.Drawing;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Parsing;
using Hippogriff.Cli.Views;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Stereograms;

namespace Hippogriff.Cli.Commands.Stereograms;

/// <summary><c>hippogriff stereogram solve PICTURE</c>: recovers the depth of any stereogram.</summary>
internal static class StereogramSolveCommand
{
    public static Command Build(CommandHost host)
    {
        Argument<string> image = new("PICTURE")
        {
            Description = $"The stereogram, in the size it was made in: {ImageFile.Formats}.",
        };
        Option<int?> period = Values.Whole(
            "--period",
            StereogramSolver.LeastPeriod,
            4096,
            "About how far apart it repeats, in pixels. Left out: found by itself."
        );
        Option<string?> output = Values.Text(
            "--out",
            "FILE",
            "Where the result goes. The .png of the depth, white near, or a folder. Default: out."
        );
        Option<bool> json = JsonOption.Create();
        DocumentedCommand command = new(
            "solve",
            "Find what a stereogram hides, by matching along its rows, and write it as a picture of depth.",
            "hippogriff stereogram solve cat-in-dots.png --out found.png",
            "hippogriff stereogram solve poster.jpg --period 120 --json"
        )
        {
            image,
            period,
            output,
            json,
        };
        command.SetAction((parsed, stop) => Task.FromResult(Run(host, Read(parsed), stop)));
        return command;

        SolveChoices Read(ParseResult parsed) =>
            new(
                parsed.GetRequiredValue(image),
                parsed.GetValue(period) ?? 0,
                parsed.GetValue(output),
                parsed.GetValue(json),
                CommandNote.Of(parsed)
            );
    }

    /// <summary>What the line asks for.</summary>
    private sealed record SolveChoices(string Image, int Period, string? Out, bool Json, CommandNote Note);

    private static int Run(CommandHost host, SolveChoices choices, CancellationToken stop)
    {
        OutputNames names = OutputNames.OfPng(choices.Out, host.OutFolder);
        RgbImage picture = ImageFile.Read(choices.Image);
        StereogramSolution found = WorkBar.Run(
            host.Terminal,
            "matching rows",
            progress => StereogramSolver.Solve(picture, choices.Period, progress, stop)
        );
        names.Probe();
        string target = names.Put(
            PngFile.Encode(found.Depth.ToImage(), texts: choices.Note.Texts),
            $"{Path.GetFileNameWithoutExtension(choices.Image)} depth",
            found.Far
        );
        Report(host.Terminal, target, picture, found, choices.Json);
        return ExitCode.Fine;
    }

    private static void Report(Terminal terminal, string path, RgbImage picture, StereogramSolution found, bool json)
    {
        if (json)
        {
            Json.Write(
                terminal.Out,
                new
                {
                    Path = path,
                    found.Far,
                    found.Near,
                    Seen = Math.Round(found.Seen, 4),
                    picture.Width,
                    picture.Height,
                }
            );
            return;
        }
        terminal.Out.WriteLine(path);
        if (terminal.DrawsPictures)
            terminal.Results.Write(new HalfBlockPicture(found.Depth.ToImage()));
        terminal.Error.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"it repeats every {found.Far} pixels on the far wall and every {found.Near} where it "
                    + $"is nearest; both eyes agree on {found.Seen:0 %} of it"
            )
        );
    }
}
