using System.Globalization;
using System.Runtime.ExceptionServices;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Views;
using Hippogriff.Files;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Imaging.Drawing;
using Hippogriff.Pipelines;
using Hippogriff.Texts;

namespace Hippogriff.Cli.Commands.Drawing;

/// <summary>The flow of <c>generate --sheet</c>: several prompts with the same seeds, on one labelled sheet.</summary>
internal static class SheetFlow
{
    private const int MostPictures = 256;

    /// <summary>
    /// The prompts of a file, or of standard input (<c>-</c>), one a line; empty lines and those that begin with # are
    /// passed over.
    /// </summary>
    /// <exception cref="HippogriffException">The file cannot be read, or has no prompts.</exception>
    public static IReadOnlyList<string> ReadPrompts(CommandHost host, string file)
    {
        string[] prompts =
        [
            .. (file == StandardInput.Name ? StandardInput.Lines(host, "prompts") : LinesOf(file))
                .Select(line => line.Trim())
                .Where(line => line.Length > 0 && line[0] != '#')
                .Take(MostPictures + 1),
        ];
        return prompts.Length > 0
            ? prompts
            : throw new HippogriffException($"'{file}' holds no prompts; --prompts takes a text file with one a line.");
    }

    private static IReadOnlyList<string> LinesOf(string file)
    {
        try
        {
            return PlainText.Decode(RegularFile.ReadBytes(file, RegularFile.MostText), file).Lines;
        }
        catch (HippogriffException error)
        {
            throw new HippogriffException(
                $"'{file}' cannot be read: {error.Message.TrimEnd('.')}; --prompts takes a text file with one "
                    + "prompt a line.",
                error
            );
        }
    }

    public static async Task<int> RunAsync(
        CommandHost host,
        DrawingChoices choices,
        string file,
        IReadOnlyList<string> more,
        CancellationToken stop
    )
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
        OutputNames names = OutputNames.OfPng(file, host.OutFolder, "--sheet");
        choices = GenerateCommand.Recall(host, choices);
        string[] prompts = [.. new[] { choices.Prompt }.OfType<string>(), .. more];
        if (prompts.Length == 0)
            throw new HippogriffException(
                "hippogriff generate --sheet needs a PROMPT in quotes, --with PROMPT, --prompts FILE, or "
                    + "--from PICTURE.png."
            );
        if (prompts.Length * choices.Count > MostPictures)
            throw new HippogriffException(
                $"{Counted.Of(prompts.Length, "prompt")} with {Counted.Of(choices.Count, "seed")} are "
                    + $"{Counted.Of(prompts.Length * choices.Count, "picture")}, and a sheet has at most "
                    + $"{MostPictures}."
            );
        long seed = choices.Seed ?? host.FreshSeed(),
            started = host.Clock.GetTimestamp();
        PromptReading[] readings = [];
        List<GeneratedImage> pictures = [];
        Exception? failure = null;
        names.Probe(); // before the model is loaded, which may take long
        try
        {
            await DrawingProgress.RunAsync(host.Terminal, host.Clock, DrawAsync);
        }
        catch (Exception error) when (pictures.Count > 0) // what there is goes onto a sheet
        {
            failure = error;
        }
        DrawingReport.Tell(host, readings);
        RgbImage sheet = Draw(pictures, prompts.Length, choices.Count);
        byte[] png = PngFile.Encode(
            sheet,
            generated: true,
            texts: SheetText.Of(pictures.Select(picture => picture.Settings))
        );
        string about = $"{prompts[0]} sheet",
            path = failure is null ? names.Put(png, about, seed) : names.PutStopped(png, about, seed);
        Report(
            host,
            choices,
            path,
            sheet,
            pictures,
            readings,
            host.Clock.GetElapsedTime(started),
            failure is null ? null : Failure.Describe(failure, stop).Sentence
        );
        if (failure is null)
            return ExitCode.Fine;
        host.Terminal.Error.WriteLine(
            $"{pictures.Count} of {Counted.Of(prompts.Length * choices.Count, "picture")} "
                + $"{(pictures.Count == 1 ? "is" : "are")} on the sheet '{path}'."
        );
        ExceptionDispatchInfo.Throw(failure);
        return ExitCode.Fine;

        async Task<int> DrawAsync(IProgress<GenerationProgress>? progress, Action<string> title)
        {
            title("loading the model");
            using IDiffusionPipeline pipeline = await host.OpenPipeline(
                choices.Model,
                choices.Size,
                choices.Device,
                stop
            );
            GenerationRequest[] requests =
            [
                .. prompts.Select(prompt =>
                    choices.With(GenerationFields.Prompt, prompt).ToRequest(pipeline.Facts, seed)
                ),
            ];
            readings = [.. requests.Select(pipeline.ReadingOf)];
            for (int i = 0; i < prompts.Length; i++)
            {
                title(prompts.Length == 1 ? "drawing" : $"drawing {i + 1} of {prompts.Length}");
                await foreach (GeneratedImage picture in pipeline.DrawAsync(requests[i], progress, stop))
                    pictures.Add(picture);
            }
            return pictures.Count;
        }
    }

    /// <summary>Draws the sheet: common settings above, differing ones below each picture.</summary>
    private static RgbImage Draw(List<GeneratedImage> pictures, int prompts, int seeds)
    {
        GenerationSettings first = pictures[0].Settings;
        string common = string.Create(
            CultureInfo.InvariantCulture,
            $"{first.Model}, {Counted.Of(first.Steps, "step")} of {first.Sampler}, guidance {first.Guidance:0.##}"
        );
        return LayOut(
            [.. pictures.Select(picture => (picture.Image, picture.Settings.Prompt, picture.Settings.Seed))],
            prompts,
            seeds,
            common
        );
    }

    /// <summary>A sheet with one row per prompt and one column per seed, if there are several of both.</summary>
    /// <param name="pictures">The pictures, prompt by prompt.</param>
    /// <param name="prompts">Number of prompts.</param>
    /// <param name="seeds">Number of seeds.</param>
    /// <param name="common">Text above the pictures, next to their common prompt and seed.</param>
    internal static RgbImage LayOut(
        IReadOnlyList<(RgbImage Image, string Prompt, long Seed)> pictures,
        int prompts,
        int seeds,
        string common
    )
    {
        (_, string prompt, long seed) = pictures[0];
        string[] title =
        [
            .. prompts == 1 && prompt.Length > 0 ? [prompt] : Array.Empty<string>(),
            common,
            .. seeds == 1 ? [$"seed {seed}"] : Array.Empty<string>(),
        ];
        return ContactSheet.Grid(
            [.. pictures.Select(cell => new SheetPicture(cell.Image, Label(cell.Prompt, cell.Seed)))],
            prompts > 1 && seeds > 1 ? seeds : 0,
            string.Join(", ", title)
        );

        string Label(string prompt, long seed) =>
            (prompts > 1, seeds > 1) switch
            {
                (true, true) => $"{prompt}, seed {seed}",
                (true, false) => prompt,
                (false, true) => $"seed {seed}",
                _ => "",
            };
    }

    private static void Report(
        CommandHost host,
        DrawingChoices choices,
        string path,
        RgbImage sheet,
        List<GeneratedImage> pictures,
        PromptReading[] readings,
        TimeSpan taken,
        string? problem
    )
    {
        DrawingReport.TellChange(host, choices, pictures[0].Settings);
        if (choices.Json)
        {
            Json.Write(
                host.Terminal.Out,
                new
                {
                    Seconds = Math.Round(taken.TotalSeconds, 3),
                    Complete = problem is null,
                    Problem = problem,
                    Path = path,
                    Pictures = pictures.Select(
                        (picture, i) => new { picture.Settings, Reading = readings[i / choices.Count] }
                    ),
                }
            );
            return;
        }
        host.Terminal.Out.WriteLine(path);
        if (host.Terminal.DrawsPictures)
            host.Terminal.Results.Write(new HalfBlockPicture(sheet, host.Terminal.Results.Profile.Width));
        host.Terminal.Error.WriteLine(DrawingReport.Summary(pictures[0].Settings, pictures[^1].Settings.Seed, taken));
    }
}
