#:project ../src/Hippogriff.Stereograms/Hippogriff.Stereograms.csproj
// Hides what a model draws in random dots, and finds it again: dotnet run -c Release samples/Hide.cs "a cat". Writes
// drawn.png, hidden.png and found.png.
using Hippogriff;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Metadata;
using Hippogriff.Pipelines;
using Hippogriff.Stereograms;

try
{
    await using DiffusionPipeline pipeline = await DiffusionPipeline.LoadAsync();
    GeneratedImage drawn = (
        await pipeline.GenerateAsync(
            new GenerationRequest { Prompt = args is [var words, ..] ? words : "a cat", Seed = 7 }
        )
    )[0];
    ImageEncoding.Write("drawn.png", drawn.Image, drawn.Settings);

    DepthMap depth;
    try
    {
        depth = Outline.Find(drawn.Image, 640, 400);
    } // the thing on its ground, swollen like a cushion
    catch (HippogriffException)
    {
        depth = DepthMap.FromBrightness(drawn.Image).FittedInto(640, 400);
    } // no thing stands out: light is near
    RgbImage hidden = Stereogram.Make(depth, new StereogramOptions { Seed = 7 });
    PngFile.Write("hidden.png", hidden, generated: true);

    StereogramSolution found = StereogramSolver.Solve(hidden);
    PngFile.Write("found.png", found.Depth.ToImage());
    Console.WriteLine($"the wall repeats every {found.Far} pixels, the nearest part every {found.Near}");
    return 0;
}
catch (HippogriffException problem)
{
    Console.Error.WriteLine(problem.Message);
    return 2;
}
