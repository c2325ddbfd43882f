#:project ../src/Hippogriff/Hippogriff.csproj
// Words in, picture out, in a program of one's own: dotnet run -c Release samples/Draw.cs "a red apple on a table"
using Hippogriff;
using Hippogriff.Metadata;
using Hippogriff.Pipelines;

using CancellationTokenSource stop = new();
Console.CancelKeyPress += (_, press) =>
{
    press.Cancel = true;
    stop.Cancel();
}; // Ctrl-C ends the drawing, not the process
try
{
    // or LoadAsync("models/...")
    using DiffusionPipeline pipeline = await DiffusionPipeline.LoadAsync(cancellationToken: stop.Token);
    GenerationRequest request = new() { Prompt = args is [var words, ..] ? words : "a cat", Seed = 1 };
    GeneratedImage picture = (await pipeline.GenerateAsync(request, new Steps(), stop.Token))[0];
    // the settings travel in the file: it can be drawn again from itself
    ImageEncoding.Write("draw.png", picture.Image, picture.Settings);
    Console.WriteLine($"\n{Path.GetFullPath("draw.png")}");
    return 0;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    return 130;
}
catch (HippogriffException problem) // a sentence for people
{
    Console.Error.WriteLine(problem.Message);
    return 2;
}

/// <summary>Told after every step, on the thread that draws.</summary>
internal sealed class Steps : IProgress<GenerationProgress>
{
    public void Report(GenerationProgress step) => Console.Write($"\rstep {step.Step} of {step.Steps}");
}
