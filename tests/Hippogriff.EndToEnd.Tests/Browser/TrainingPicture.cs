using Hippogriff.Models;
using Hippogriff.Models.Hourglass;
using Hippogriff.Pipelines;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Trainings;
using Hippogriff.Tests.Training;
using Hippogriff.Training.Recipes;

namespace Hippogriff.EndToEnd.Tests.Browser;

/// <summary>
/// Makes docs/pictures/studio-train.png: a small network learns for a minute what the shipped model drew. Runs only
/// when asked for: <c>HIPPOGRIFF_SCREENSHOTS=$PWD/../../docs/pictures dotnet run -- -class "*TrainingPicture" -explicit
/// only</c>.
/// </summary>
public class TrainingPicture(Chromium chromium)
{
    private const double Minutes = 1;
    private static readonly string[] s_things = ["a red apple", "a yellow fish", "a blue car", "a green frog"],
        s_places = ["on grass", "on a beach", "at night", "in the sea"];

    [Fact(Explicit = true)]
    public async Task A_run_that_has_learnt_for_most_of_a_minute()
    {
        await using BrowserStudio studio = await BrowserStudio.StartAsync(shippedModel: true);
        string data = Directory.CreateDirectory(Path.Combine(studio.Data, "datasets", "sixteen-pictures")).FullName;
        foreach (
            (string prompt, int i) in s_things
                .SelectMany(thing => s_places.Select(place => $"{thing} {place}"))
                .Select((prompt, i) => (prompt, i))
        )
        {
            long id = (
                await studio.DrawAsync(
                    new JobRequest
                    {
                        Prompt = prompt,
                        Seed = i,
                        Steps = 10,
                        KeepSteps = false,
                    }
                )
            )[0];
            File.WriteAllBytes(Path.Combine(data, $"{i}.png"), studio.Gallery.Png(id)!);
            File.WriteAllText(Path.Combine(data, $"{i}.txt"), prompt);
        }
        Directory.CreateDirectory(Path.Combine(studio.Data, "recipes"));
        File.WriteAllText(Path.Combine(studio.Data, "recipes", "small.json"), Small().ToJson());
        studio.Trainings.Start(
            new RunRequest
            {
                Name = "sixteen",
                Dataset = "sixteen-pictures",
                Recipe = "small",
                Minutes = Minutes,
            }
        );
        while (studio.Trainings.List()[0] is { IsLive: true, Progress: < 0.75 })
            await Task.Delay(200);
        await using Window window = await Window.OpenAsync(chromium, studio);
        await window.GoAsync("/train", "Train");
        await window.Page.Locator(".run-sheet img").WaitForAsync();
        await DocumentationPictures.ShootAsync(window, "studio-train", whole: true);
        studio.Trainings.Stop("sixteen");
        await studio.Trainings.WhenQuiet();
    }

    private static TrainingRecipe Small() =>
        TinyRecipe.Create(latent: false) with
        {
            Size = 32,
            BatchSize = 16,
            Precision = "auto",
            Network = new HourglassConfig(
                3,
                Patch: 4,
                Width: 64,
                CoarseWidth: 128,
                TextWidth: 64,
                FineDepth: 2,
                CoarseDepth: 3,
                HeadWidth: 32,
                TextLength: 8
            ),
            Text = new TextRecipe(8, 64, 1),
            Defaults = new GenerationDefaults
            {
                Steps = 12,
                Sampler = "heun",
                Schedule = "uniform",
                Guidance = 2,
                Width = 32,
                Height = 32,
            },
            SheetPrompts = [],
        };
}
