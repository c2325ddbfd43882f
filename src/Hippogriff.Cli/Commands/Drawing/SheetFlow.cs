using System.Runtime.ExceptionServices;
using Hippogriff.Cli.Hosting;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Pipelines;
using Hippogriff.Texts;

namespace Hippogriff.Cli.Commands.Drawing;

/// <summary>The flow of <c>generate --sheet</c>: several prompts with the same seeds, on one labelled sheet.</summary>
internal static class SheetFlow
{
    /// <summary>Pictures on a sheet, at most.</summary>
    public const int MostPictures = 256;

    public static async Task<int> RunAsync(
        CommandHost host,
        DrawingChoices choices,
        string file,
        IReadOnlyList<string> more,
        CancellationToken stop
    )
    {
        RequireSheetAlone(choices);
        OutputNames names = OutputNames.OfPng(file, host.OutFolder, "--sheet");
        choices = GenerateCommand.Recall(host, choices);
        string[] prompts = [.. new[] { choices.Prompt }.OfType<string>(), .. more];
        RequireRoom(prompts.Length, choices.Count);
        SheetReport report = new(host, choices, prompts.Length);
        long seed = choices.Seed ?? host.FreshSeed();
        names.Probe(); // before the model is loaded, which may take long
        Exception? failure = null;
        try
        {
            await OpenedModel.UseAsync(host, choices, model => DrawAsync(model, prompts, seed, report, stop), stop);
        }
        catch (Exception error) when (report.Pictures.Count > 0) // what there is goes onto a sheet
        {
            failure = error;
        }
        DrawingReport.Tell(host, report.Readings);
        RgbImage sheet = SheetLayout.Draw(report.Pictures, prompts.Length, choices.Count);
        byte[] png = PngFile.Encode(
            sheet,
            generated: true,
            texts: SheetText.Of(report.Pictures.Select(picture => picture.Settings))
        );
        string about = $"{prompts[0]} sheet",
            path = failure is null ? names.Put(png, about, seed) : names.PutStopped(png, about, seed);
        report.End(path, sheet, failure is null ? null : Failure.Describe(failure, stop).Sentence);
        if (failure is not null)
            ExceptionDispatchInfo.Throw(failure);
        return ExitCode.Fine;
    }

    /// <summary>Draws prompt by prompt into the report.</summary>
    private static async Task<int> DrawAsync(
        OpenedModel model,
        string[] prompts,
        long seed,
        SheetReport report,
        CancellationToken stop
    )
    {
        GenerationRequest[] requests =
        [
            .. prompts.Select(prompt =>
                report.Choices.With(GenerationFields.Prompt, prompt).ToRequest(model.Pipeline.Facts, seed)
            ),
        ];
        report.Readings = [.. requests.Select(model.Pipeline.ReadingOf)];
        for (int i = 0; i < prompts.Length; i++)
        {
            model.Title(prompts.Length == 1 ? "drawing" : $"drawing {i + 1} of {prompts.Length}");
            await foreach (GeneratedImage picture in model.Pipeline.DrawAsync(requests[i], model.Progress, stop))
                report.Pictures.Add(picture);
        }
        return report.Pictures.Count;
    }

    /// <summary>Refuses what is said of single pictures.</summary>
    private static void RequireSheetAlone(DrawingChoices choices)
    {
        if (choices.Out is not null)
            throw new HippogriffException(
                "--sheet FILE says where the sheet goes, and --out where single pictures do; leave one of them out."
            );
        if (choices.Strip)
            throw new HippogriffException(
                "--strip shows the steps of single pictures, and --sheet draws all pictures onto one; leave "
                    + "one of them out."
            );
    }

    private static void RequireRoom(int prompts, int seeds)
    {
        if (prompts == 0)
            throw new HippogriffException(
                "hippogriff generate --sheet needs a PROMPT in quotes, --with PROMPT, --prompts FILE, or "
                    + "--from PICTURE.png."
            );
        if (prompts * seeds > MostPictures)
            throw new HippogriffException(
                $"{Counted.Of(prompts, "prompt")} with {Counted.Of(seeds, "seed")} are "
                    + $"{Counted.Of(prompts * seeds, "picture")}, and a sheet has at most {MostPictures}."
            );
    }
}
