using Hippogriff.Studio.Jobs;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Hippogriff.EndToEnd.Tests.Browser;

/// <summary>
/// Makes the pictures of docs/studio.md, with the shipped model. Runs only when asked for:
/// <c>HIPPOGRIFF_SCREENSHOTS=$PWD/../../docs/pictures dotnet run -- -class "*DocumentationPictures" -explicit only</c>.
/// </summary>
public class DocumentationPictures(Chromium chromium)
{
    private static readonly string[] s_prompts =
    [
        "a red apple on a table",
        "an owl at night",
        "a yellow fish in the sea",
        "a blue car in the desert",
        "a house on grass",
        "a rocket in the sky",
    ];

    [Fact(Explicit = true)]
    public async Task Pages_with_pictures_of_the_shipped_model()
    {
        await using BrowserStudio studio = await BrowserStudio.StartAsync(shippedModel: true);
        for (int i = 0; i < s_prompts.Length; i++)
            await studio.DrawAsync(new JobRequest { Prompt = s_prompts[i], Seed = 7 + i });
        studio.Gallery.SetFavourite(3, true);

        await using (Window dark = await Window.OpenAsync(chromium, studio, dark: true))
        {
            await dark.GoAsync("/gallery", "Gallery");
            await ShootAsync(dark, "studio-gallery-dark");
        }
        await using (Window window = await Window.OpenAsync(chromium, studio))
        {
            await window.GoAsync("/create", "Create");
            await window.Page.GetByLabel("Prompt", new() { Exact = true }).FillAsync("a hippo on grass");
            await window.Page.Locator("details.settings > summary").ClickAsync();
            await window.Page.GetByLabel("Seed", new() { Exact = true }).FillAsync("11");
            await window.Page.GetByLabel("Pictures", new() { Exact = true }).FillAsync("2");
            await window.Page.GetByRole(AriaRole.Button, new() { Name = "Draw", Exact = true }).ClickAsync();
            await Expect(window.Page.Locator("[data-state=Done]")).ToHaveCountAsync(1);
            await window.Page.GetByLabel("Prompt", new() { Exact = true }).FillAsync("a horse on a meadow");
            await window.Page.GetByLabel("Pictures", new() { Exact = true }).FillAsync("1");
            await window.Page.GetByLabel("Steps", new() { Exact = true }).FillAsync("200");
            await window.Page.GetByRole(AriaRole.Button, new() { Name = "Draw", Exact = true }).ClickAsync();
            await window.Page.Locator("img.live-picture").WaitForAsync();
            await Task.Delay(TimeSpan.FromSeconds(1.5));
            await ShootAsync(window, "studio-create");
            foreach (JobEvent open in studio.Queue.Open())
                studio.Queue.Cancel(open.Job.Id);

            await window.GoAsync("/watch/2", "Watch");
            await window.Page.GetByRole(AriaRole.Button, new() { Name = "Go to step 13" }).ClickAsync();
            await ShootAsync(window, "studio-watch");

            await window.GoAsync("/compare", "Compare");
            await window.Page.GetByLabel("Rows vary").SelectOptionAsync("Guidance scales");
            await window.Page.GetByLabel("Prompt", new() { Exact = true }).FillAsync("a red apple on a table");
            await window.Page.GetByLabel("Guidance scales of the rows").FillAsync("1, 4, 8");
            await window.Page.GetByLabel("Seeds of the columns").FillAsync("7-9");
            await window.Page.GetByRole(AriaRole.Button, new() { Name = "Draw the grid" }).ClickAsync();
            await Expect(window.Page.Locator(".grid a.picture img")).ToHaveCountAsync(9);
            await ShootAsync(window, "studio-compare");
        }
        await using (Window phone = await Window.OpenAsync(chromium, studio, 390))
        {
            await phone.GoAsync("/from?picture=1", "From a picture");
            await phone.Page.Locator(".mask-stage canvas[width='128']").WaitForAsync();
            await phone.Page.GetByRole(AriaRole.Button, new() { Name = "Paint the rectangle" }).ClickAsync();
            await phone.Page.Locator(".mask-panel").ScrollIntoViewIfNeededAsync();
            await phone.Page.EvaluateAsync(
                "() => document.querySelector('.mask-panel').scrollIntoView({ block: 'start' })"
            );
            await phone.Page.EvaluateAsync("() => scrollBy(0, -60)");
            await ShootAsync(phone, "studio-phone");
        }
    }

    [Fact(Explicit = true)]
    public async Task Pages_around_the_pictures()
    {
        await using BrowserStudio studio = await BrowserStudio.StartAsync(shippedModel: true);
        for (int i = 0; i < s_prompts.Length; i++)
            await studio.DrawAsync(new JobRequest { Prompt = s_prompts[i], Seed = 7 + i });
        await using Window window = await Window.OpenAsync(chromium, studio, 1280);
        await window.GoAsync("/models", "Models");
        await ShootAsync(window, "studio-models");

        await window.GoAsync("/story", "Story");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Find the wrong words" }).ClickAsync();
        await window.Page.Locator(".story-word").Filter(new() { HasText = "banana" }).ClickAsync();
        await window.Page.Locator(".story-repairs button").First.WaitForAsync();
        await ShootAsync(window, "studio-story");

        await window.GoAsync("/tour#game", "How does a computer find a picture in noise?");
        await window.Page.Locator(".word").Nth(4).ClickAsync();
        await window.Page.Locator(".offers button").First.ClickAsync();
        await window.Page.Locator(".shares li").First.WaitForAsync();
        await ShootAsync(window, "studio-tour");

        foreach (
            string prompt in (string[])["a cat on the beach", "two balloons in the sky", "a frog to the left of a star"]
        )
            await studio.Queue.EnqueueAsync(
                new JobRequest
                {
                    Prompt = prompt,
                    Steps = 250,
                    Seed = 3,
                },
                "somebody"
            );
        while (studio.Queue.Open()[0].Step < 30)
            await Task.Delay(20);
        await window.GoAsync("/queue", "Queue");
        await ShootAsync(window, "studio-queue");
        foreach (JobEvent open in studio.Queue.Open())
            studio.Queue.Cancel(open.Job.Id);
    }

    [Fact(Explicit = true)]
    public async Task Pages_that_look_into_the_shipped_model()
    {
        await using BrowserStudio studio = await BrowserStudio.StartAsync(shippedModel: true);
        await studio.DrawAsync(new JobRequest { Prompt = "a cat on the grass", Seed = 5 });
        await using Window window = await Window.OpenAsync(chromium, studio, 1280);
        // the last one needs a dataset; docs/perfect.md has its picture
        foreach ((string path, string title, string name) in InsideWindow.Pages.SkipLast(1))
        {
            await window.GoAsync(path, title);
            await (
                name switch
                {
                    "inside-words" => window.StrikeAsync("a blue cat to the left of a red apple", "apple"),
                    "inside-map" => window.WanderAsync("a blue cat on the grass", "a kitten", "cat"),
                    "inside-spread" => window.SpreadAsync(
                        6,
                        "a picture",
                        "a cat",
                        "a blue cat",
                        "a blue cat on the grass at night"
                    ),
                    "inside-noise" => window.CleanAsync("a dog"),
                    "inside-chance" => window.WalkAsync("a cat", "a dog", 9),
                    _ => window.StepAsync("a blue cat on the grass", 12),
                }
            );
            await window.Page.EvaluateAsync("() => scrollTo(0, 0)");
            await ShootAsync(window, $"studio-{name}", whole: name == "inside-spread");
        }
    }

    internal static async Task ShootAsync(Window window, string name, bool whole = false)
    {
        Directory.CreateDirectory(LookTests.Folder);
        await window.Page.EvaluateAsync("() => document.activeElement?.blur()");
        await window.Page.EvaluateAsync(
            "() => Promise.all([...document.images].filter(image => image.loading !== 'lazy' || "
                + "image.complete).map(image => image.decode().catch(() => { })))"
        );
        await window.Page.ScreenshotAsync(
            new()
            {
                Path = Path.Combine(LookTests.Folder, name + ".png"),
                FullPage = whole,
                Animations = ScreenshotAnimations.Disabled,
            }
        );
    }
}
