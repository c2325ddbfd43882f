using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Trainings;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Hippogriff.EndToEnd.Tests.Browser;

/// <summary>
/// Every page at a phone's, a tablet's and a desk's width, light and dark: nothing sticks out, axe finds no serious
/// fault, nothing is asked of anybody else. Pictures of all are kept.
/// </summary>
public class LookTests(Chromium chromium)
{
    /// <summary>Where the pictures go; beside the tests where it is not set.</summary>
    internal static string Folder { get; } =
        Environment.GetEnvironmentVariable("HIPPOGRIFF_SCREENSHOTS")
        ?? Path.Combine(AppContext.BaseDirectory, "screenshots");

    private static readonly (string Path, string Title, string Name)[] s_pages =
    [
        ("/", "How does a computer find a picture in noise?", "tour"),
        ("/create", "Create", "create"),
        ("/gallery", "Gallery", "gallery"),
        ("/watch/1", "Watch", "watch"),
        ("/queue", "Queue", "queue"),
        ("/from", "From a picture", "from"),
        ("/compare", "Compare", "compare"),
        ("/story", "Story", "story"),
        ("/models", "Models", "models"),
        ("/words", "What it can draw", "words"),
        ("/lesson", "A lesson of 45 minutes", "lesson"),
        ("/gallery?picture=2", "Gallery", "large"),
        ("/train", "Train", "train"),
        ("/watch/99999", "Watch", "nothing"),
        ("/inside", "Look inside", "inside"),
    ];

    [Theory]
    [InlineData(390, false)]
    [InlineData(390, true)]
    [InlineData(1024, true)]
    [InlineData(1920, false)]
    public async Task Every_page_fits_and_can_be_used_by_everybody(int width, bool dark)
    {
        await using BrowserStudio studio = await FurnishedAsync();
        await using Window window = await Window.OpenAsync(chromium, studio, width, dark);
        List<string> faults = [];
        foreach ((string path, string title, string name) in s_pages)
        {
            await window.GoAsync(path, title);
            await FillAsync(window, name);
            faults.AddRange(await FaultsAsync(window.Page, name, withAxe: width < 1920));
            Directory.CreateDirectory(Folder);
            await window.Page.ScreenshotAsync(
                new()
                {
                    Path = Path.Combine(Folder, $"{name}-{width}-{(dark ? "dark" : "light")}.png"),
                    FullPage = name != "gallery",
                    Animations = ScreenshotAnimations.Disabled,
                }
            );
        }
        foreach (JobEvent open in studio.Queue.Open())
            studio.Queue.Cancel(open.Job.Id);
        Assert.True(faults.Count == 0, string.Join("\n", faults));
        window.AssertNothingWentWrong();
    }

    [Fact]
    public async Task On_a_phone_the_menu_opens_and_leads_on_by_keyboard()
    {
        await using BrowserStudio studio = await BrowserStudio.StartAsync();
        await using Window window = await Window.OpenAsync(chromium, studio, 390);
        await window.GoAsync("/create", "Create");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Menu" }).PressAsync("Enter");
        ILocator link = window.Page.GetByRole(AriaRole.Link, new() { Name = "Gallery", Exact = true });
        await link.FocusAsync();
        await window.Page.Keyboard.PressAsync("Enter");
        await window.Page.GetByRole(AriaRole.Heading, new() { Name = "Gallery", Level = 1 }).WaitForAsync();
        window.AssertNothingWentWrong();
    }

    [Fact]
    public async Task The_switch_of_colours_is_kept_by_the_browser()
    {
        await using BrowserStudio studio = await BrowserStudio.StartAsync();
        await using Window window = await Window.OpenAsync(chromium, studio);
        await window.GoAsync("/create", "Create");
        ILocator panel = window.Page.Locator(".panel").First;
        await Expect(panel).ToHaveCSSAsync("background-color", "rgb(255, 253, 249)");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Colours: system" }).ClickAsync();
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Colours: light" }).ClickAsync();
        await Expect(panel).ToHaveCSSAsync("background-color", "rgb(28, 34, 32)");
        await window.GoAsync("/queue", "Queue");
        await window.GoAsync("/create", "Create");
        await Expect(panel).ToHaveCSSAsync("background-color", "rgb(28, 34, 32)");
        window.AssertNothingWentWrong();
    }

    /// <summary>A studio that has been used: pictures in the gallery, a job that runs and two that wait.</summary>
    private static async Task<BrowserStudio> FurnishedAsync()
    {
        BrowserStudio studio = await BrowserStudio.StartAsync(tinyTraining: true);
        studio.InstallLora();
        studio.Pace.Pass = TimeSpan.Zero;
        RunRequest run = new()
        {
            Name = "colours",
            Dataset = TinyTraining.Dataset,
            Recipe = TinyTraining.Recipe,
            Minutes = 0.02,
        };
        studio.Trainings.Start(run);
        await studio.Trainings.WhenQuiet();
        studio.Trainings.Start(
            run with
            {
                Name = "a-long-name-for-a-run-of-forty-character",
                From = null,
                Minutes = 10,
            }
        );
        while (studio.Trainings.Training is not null && studio.Trainings.List()[0].Step < 60)
            await Task.Delay(20);
        // a run that goes on would take the time from eleven pages
        studio.Trainings.Stop("a-long-name-for-a-run-of-forty-character");
        await studio.Trainings.WhenQuiet();
        await studio.DrawAsync(
            new JobRequest
            {
                Prompt = "80s tv commercial showing a hippo fighting a pegasus",
                Seed = 7,
                Count = 4,
            }
        );
        await studio.DrawAsync(
            new JobRequest
            {
                Prompt =
                    "an endlesslylongwordthatnobodywouldeverthinkofwritingbutsomebodydoesanyway " + new string('w', 90),
                Seed = 8,
            }
        );
        foreach (
            (string prompt, int seed) in new[]
            {
                "a red cat on a meadow",
                "an owl at night",
                "a blue apple",
                "two dogs in the snow",
                "a castle",
            }.Select((prompt, i) => (prompt, 20 + i))
        )
            await studio.DrawAsync(new JobRequest { Prompt = prompt, Seed = seed });
        studio.Gallery.SetFavourite(2, true);
        studio.Pace.Pass = TimeSpan.FromMilliseconds(250);
        foreach (string prompt in new[] { "a lion in the rain", "a green car", "a boat on the sea" })
            await studio.Queue.EnqueueAsync(
                new JobRequest
                {
                    Prompt = prompt,
                    Steps = 120,
                    Seed = 5,
                },
                "somebody"
            );
        while (studio.Queue.Open()[0].Step < 30)
            await Task.Delay(20);
        studio.Pace.Pass = TimeSpan.FromSeconds(2); // stands nearly still for its portrait
        return studio;
    }

    /// <summary>Brings a page into the state in which it is used.</summary>
    private static async Task FillAsync(Window window, string page)
    {
        switch (page)
        {
            case "create":
                await window.Page.Locator("img.live-picture").First.WaitForAsync();
                break;
            case "from":
                await window.GoAsync("/from?picture=2", "From a picture");
                await window.Page.Locator(".mask-stage canvas[width='64']").WaitForAsync();
                await window.Page.GetByRole(AriaRole.Button, new() { Name = "Paint the rectangle" }).ClickAsync();
                break;
            case "compare":
                await window.ChooseLoraAsync(0.5);
                break;
            case "train":
                await window.Page.GetByRole(AriaRole.Button, new() { Name = "Show curve and samples" }).ClickAsync();
                await window.Page.GetByRole(AriaRole.Img, new() { Name = "Samples of colours" }).WaitForAsync();
                break;
            case "models":
                foreach (ILocator summary in await window.Page.Locator("summary").AllAsync())
                    await summary.ClickAsync();
                break;
        }
        await window.Page.EvaluateAsync(
            "() => Promise.all([...document.images].filter(image => image.loading !== 'lazy').map(image => "
                + "image.decode().catch(() => { })))"
        );
        await window.Page.EvaluateAsync("() => { document.activeElement?.blur(); scrollTo(0, 0); }");
    }

    /// <summary>Nothing is wider than the window, and axe finds no serious fault.</summary>
    internal static async Task AssertFitsAsync(IPage page) =>
        Assert.Empty(await FaultsAsync(page, "page", withAxe: true));

    internal static async Task<List<string>> FaultsAsync(IPage page, string name, bool withAxe)
    {
        List<string> faults = [];
        int[] widths = await page.EvaluateAsync<int[]>(
            "() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        );
        if (widths[0] > widths[1])
            faults.Add($"{name}: {widths[0]} pixels wide in a window of {widths[1]}");
        if (!withAxe)
            return faults; // a desk shows what a tablet shows
        AxeResult result = await page.RunAxe();
        faults.AddRange(
            result
                .Violations.Where(violation => violation.Impact is "serious" or "critical")
                .Select(violation =>
                    $"{name}: {violation.Id}: {violation.Help}: "
                    + $"{string.Join(" | ", violation.Nodes.Take(3).Select(node => node.Html))}"
                )
        );
        return faults;
    }
}
