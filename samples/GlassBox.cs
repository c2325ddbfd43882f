#:project ../src/Hippogriff.Insight/Hippogriff.Insight.csproj
// A model watched while it thinks, six calls: dotnet run -c Release samples/GlassBox.cs "a cat" "a blue cat on the
// grass"
using System.Globalization;
using Hippogriff;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Insight;
using Hippogriff.Insight.Attention;
using Hippogriff.Insight.Chance;
using Hippogriff.Insight.Drawing;
using Hippogriff.Insight.Meaning;
using Hippogriff.Insight.Spread;
using Hippogriff.Insight.Steps;
using Hippogriff.Insight.Survival;
using Hippogriff.Metadata;
using Hippogriff.Pipelines;

(string words, string others) = args is [var a, var b, ..] ? (a, b) : ("a cat", "a blue cat on the grass");
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
try
{
    using DiffusionPipeline pipeline = await DiffusionPipeline.LoadAsync();
    GenerationRequest request = new() { Prompt = others, Seed = 1 };

    MeaningMap map = await pipeline.MapAsync(); // words as coordinates; the page zooms and searches
    File.WriteAllText("map.html", MapPage.Write(map));
    foreach (WanderStop stop in await pipeline.WanderAsync(map, words))
        Console.WriteLine($"'{stop.Text}' lies nearest to {stop.Nearest[0].Text}");

    // the more specific, the smaller the target?
    SpreadStory spread = await pipeline.SpreadAsync(new SpreadPlan([words, others], Seeds: 4));
    string space = spread.Spaces[0];
    Console.WriteLine(
        $"'{others}' spreads {spread.Prompts[1].Spreads[space].Value:0.00}, {spread.Ratios[space].Value:0.00} "
            + $"of what '{words}' spreads"
    );

    // from one drawing to another
    WalkStory walk = await pipeline.WalkAsync(
        new GenerationRequest { Prompt = words, Seed = 1 },
        new WalkPlan(ToPrompt: others)
    );
    Film.Write("walk.webp", [.. walk.Frames.Select(f => f.Image)], backAgain: true);

    StepStory steps = await pipeline.StepsAsync(request); // what happened in each step of one run
    ImageEncoding.Write("watched.png", steps.Image, steps.Settings);
    PngFile.Write("steps.png", StepSheet.Draw(steps), generated: true);

    AttentionStory attention = await pipeline.AttentionAsync(request); // which word did what
    PngFile.Write(
        "attention.png",
        AttentionSheet.Draw(attention, await pipeline.StrikeOutAsync(request)),
        generated: true
    );

    SurvivalStory noised = await pipeline.MeasureSurvivalAsync(
        steps.Image,
        new GenerationRequest { Prompt = words, Seed = 1 }
    ); // how much survives how much noise
    Console.WriteLine($"half of the picture survives noise up to {noised.HalfWithoutWords:0.00}");
    return 0;
}
catch (HippogriffException problem) // a sentence for people
{
    Console.Error.WriteLine(problem.Message);
    return 2;
}
