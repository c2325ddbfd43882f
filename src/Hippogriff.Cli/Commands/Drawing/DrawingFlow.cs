using System.Runtime.ExceptionServices;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Views;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Metadata;
using Hippogriff.Pipelines;

namespace Hippogriff.Cli.Commands.Drawing;

/// <summary>
/// The common flow of <c>generate</c> and <c>denoise</c>: model, size, seed, sampling with a progress bar, files,
/// report. Pictures are written as soon as their batch is finished. If the command ends early, it reports the pictures
/// written so far.
/// </summary>
internal static class DrawingFlow
{
    public static async Task<int> RunAsync(CommandHost host, DrawingInput input, CancellationToken stop)
    {
        DrawingChoices choices = input.Choices;
        if (choices.Out == OutputNames.StandardOutput)
            return await StandardOutputFlow.RunAsync(host, input, stop);
        OutputNames names = new(choices.Out, host.OutFolder);
        long seed = choices.Seed ?? host.FreshSeed();
        DrawingReport report = new(host, choices);
        names.Probe(choices.Count); // before the model is loaded, which may take long
        Exception? failure = null;
        try
        {
            await input.DrawAsync(
                host,
                seed,
                reading => report.Reading = reading,
                picture => report.Add(Write(names, picture, report.Count, choices.Count)),
                stop
            );
        }
        catch (Exception error) when (report.Count > 0) // those are told before the failure is
        {
            failure = error;
        }
        report.End(failure is null ? null : Failure.Describe(failure, stop).Sentence);
        if (failure is not null)
            ExceptionDispatchInfo.Throw(failure);
        return ExitCode.Fine;
    }

    private static WrittenPicture Write(OutputNames names, GeneratedImage picture, int index, int count)
    {
        string path = names.Put(
            ImageEncoding.Encode(picture.Image, names.Format, picture.Settings),
            picture.Settings.Prompt,
            picture.Settings.Seed,
            index,
            count
        );
        if (picture.Steps.Count == 0)
            return new WrittenPicture(path, null, picture);
        string strip = names.PutBeside(
            ImageEncoding.Encode(
                StepStrip.Draw(picture.Steps, picture.Settings.Steps),
                ImageFormat.Png,
                picture.Settings
            ),
            path,
            "steps"
        );
        return new WrittenPicture(path, strip, picture);
    }
}
