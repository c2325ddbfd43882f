using System.Globalization;
using Hippogriff.Cli.Parsing;
using Hippogriff.Cli.Views;
using Hippogriff.Imaging;
using Hippogriff.Pipelines;

namespace Hippogriff.Cli.Commands;

/// <summary>The walk of <c>generate</c> and <c>denoise</c>: model, size, seed, drawing under a bar, files, report.</summary>
internal static class DrawingFlow
{
    /// <summary>A finished picture on disk.</summary>
    private sealed record Written(string Path, string? Strip, GeneratedImage Picture);

    public static async Task<int> RunAsync(CommandHost host, DrawingChoices choices, RgbImage? source, MaskImage? mask, CancellationToken stop)
    {
        OutputNames names = new(choices.Out, host.OutFolder);
        long seed = choices.Seed ?? host.FreshSeed();
        PromptReading? reading = null;
        long started = host.Clock.GetTimestamp();
        IReadOnlyList<GeneratedImage> pictures = await DrawingProgress.RunAsync(host.Terminal, host.Clock, async (progress, title) =>
        {
            title("loading the model");
            using IPicturePipeline pipeline = await host.OpenPipeline(choices.Model, choices.Size, choices.Device, stop);
            PictureSize size = SizeFor(pipeline, choices, source);
            GenerationRequest request = (choices.ToRequest(seed, source, mask) with { Width = size.Width, Height = size.Height })
                .FitSource(pipeline.Defaults, pipeline.SizeMultiple);
            names.Probe();
            reading = pipeline.ReadingOf(request);
            title("drawing");
            return await pipeline.GenerateAsync(request, progress, stop);
        });
        Tell(host, reading!);
        List<Written> written = [.. pictures.Select((picture, i) => Write(names, picture, i, pictures.Count))];
        Report(host, choices, written, reading!, host.Clock.GetElapsedTime(started));
        return ExitCode.Fine;
    }

    /// <summary>The size asked for; else the source's own where the model can draw it and it is no larger than the model's; else the model's.</summary>
    /// <exception cref="HippogriffException">The size is no multiple of the model's patches.</exception>
    internal static PictureSize SizeFor(IPicturePipeline pipeline, DrawingChoices choices, RgbImage? source)
    {
        int multiple = pipeline.SizeMultiple;
        if (choices.Size is not { } size)
        {
            (int width, int height) = source is null ? (pipeline.Defaults.Width, pipeline.Defaults.Height) : SourceFit.SizeFor(source, pipeline.Defaults, multiple);
            return new PictureSize(width, height);
        }
        if (size.Width % multiple != 0 || size.Height % multiple != 0)
            throw new HippogriffException($"--size takes multiples of {multiple} for the model {pipeline.Name}, not {size}.");
        return size;
    }

    private static Written Write(OutputNames names, GeneratedImage picture, int index, int count)
    {
        string path = names.For(picture.Settings.Prompt, picture.Settings.Seed, index, count);
        ImageEncoding.Write(path, picture.Image, picture.Settings);
        if (picture.Steps.Count == 0) return new Written(path, null, picture);
        string strip = OutputNames.Strip(path);
        PngFile.Write(strip, StepStrip.Draw(picture.Steps, picture.Settings.Steps), generated: true);
        return new Written(path, strip, picture);
    }

    private static void Report(CommandHost host, DrawingChoices choices, List<Written> written, PromptReading reading, TimeSpan taken)
    {
        TellChange(host, choices, written[0].Picture.Settings);
        if (choices.Json)
        {
            Json.Write(host.Terminal.Out, new
            {
                Seconds = Math.Round(taken.TotalSeconds, 3),
                Reading = reading,
                Pictures = written.Select(one => new { one.Path, one.Strip, one.Picture.Settings }),
            });
            return;
        }
        foreach (Written one in written)
        {
            host.Terminal.Out.WriteLine(one.Path);
            if (one.Strip is not null) host.Terminal.Out.WriteLine(one.Strip);
            if (host.Terminal.DrawsPictures) host.Terminal.Results.Write(new HalfBlockPicture(one.Picture.Image));
        }
        host.Terminal.Error.WriteLine(Summary(written[0].Picture.Settings, written[^1].Picture.Settings.Seed, taken));
    }

    /// <summary>Says which words were not read.</summary>
    internal static void Tell(CommandHost host, params IReadOnlyList<PromptReading> readings)
    {
        foreach (string sentence in PromptReading.Sentences(readings)) host.Terminal.Error.WriteLine(sentence);
    }

    internal static void TellChange(CommandHost host, DrawingChoices choices, GenerationSettings drawn)
    {
        if (choices.ModelHash is { } expected && expected != drawn.ModelHash)
            host.Terminal.Error.WriteLine($"The model {drawn.Model} has changed since '{choices.From}' was drawn (hash {expected} then), so this picture may differ.");
    }

    internal static string Summary(GenerationSettings first, long lastSeed, TimeSpan taken)
    {
        string seeds = first.Seed == lastSeed ? $"seed {first.Seed}" : $"seeds {first.Seed} to {lastSeed}";
        return string.Create(CultureInfo.InvariantCulture,
            $"{seeds}, {first.Steps} steps of {first.Sampler} ({first.Schedule}), guidance {first.Guidance}, {first.Width}x{first.Height}, model {first.Model}{(first.Loras is { } loras ? $", LoRA {loras}" : "")}, {taken.TotalSeconds:0.0} s");
    }
}
