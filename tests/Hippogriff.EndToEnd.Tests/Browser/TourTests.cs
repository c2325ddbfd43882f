using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Hippogriff.EndToEnd.Tests.Browser;

/// <summary>The tour, with the shipped models and an empty gallery, as it stands for whoever comes first.</summary>
public class TourTests(Chromium chromium)
{
    private const string Title = "How does a computer find a picture in noise?";

    [Fact]
    public async Task Every_chapter_is_played_with_an_empty_gallery()
    {
        await using BrowserStudio studio = await BrowserStudio.StartAsync(shippedModel: true);
        await using Window window = await Window.OpenAsync(chromium, studio, 1280);
        await window.GoAsync("/tour", Title);
        IPage page = window.Page;
        await GoToAsync(page, 2);
        ILocator dots = Stage(page, 2);
        await PushAsync(dots.GetByRole(AriaRole.Button, new() { Name = "Clean it" }));
        await Expect(dots.Locator(".picture [data-found='50']")).ToBeVisibleAsync();
        await Expect(dots.GetByText("the apple came back")).ToBeVisibleAsync();
        await GoToAsync(page, 3);
        ILocator steps = Stage(page, 3);
        await steps.GetByRole(AriaRole.Slider).PressAsync("Home");
        await steps.GetByRole(AriaRole.Slider).PressAsync("ArrowRight");
        await PushAsync(steps.GetByRole(AriaRole.Button, new() { Name = "I see it!" }));
        await Expect(steps.GetByText("You saw it at step 1 of 20.")).ToBeVisibleAsync();
        await GoToAsync(page, 4);
        await PushAsync(Stage(page, 4).GetByRole(AriaRole.Button, new() { Name = "Shake new sand" }));
        await Expect(Stage(page, 4).Locator("figcaption")).ToContainTextAsync("Found in the sand of seed");
        await PlayHintAndMapAsync(page);
        await PlayDialAndEndAsync(page);
        await Expect(page.Locator(".way .played")).ToHaveCountAsync(8); // the game is another test's
        await page.ReloadAsync();
        await Expect(page.Locator(".way .played")).ToHaveCountAsync(8); // the browser keeps what was played
        window.AssertNothingWentWrong();
    }

    /// <summary>Presses a button by key, as soon as it can be: a click may fall where it stood before.</summary>
    private static async Task PushAsync(ILocator button)
    {
        await Expect(button).ToBeEnabledAsync();
        await button.PressAsync("Enter");
    }

    private static async Task PlayHintAndMapAsync(IPage page)
    {
        await GoToAsync(page, 5);
        ILocator hint = Stage(page, 5);
        await Expect(hint.Locator("figcaption")).ToContainTextAsync("as usual");
        await hint.GetByRole(AriaRole.Slider, new() { Name = "How loud is the hint?" }).PressAsync("Home");
        await Expect(hint.Locator("figcaption")).ToContainTextAsync("No hint");
        await hint.GetByRole(AriaRole.Slider, new() { Name = "How loud is the hint?" }).PressAsync("ArrowRight");
        await PushAsync(hint.GetByRole(AriaRole.Button, new() { Name = "Which word did what?" }));
        await PushAsync(hint.GetByRole(AriaRole.Button, new() { Name = "apple" }));
        await Expect(hint.Locator("[data-heat='apple']")).ToBeVisibleAsync();
        await GoToAsync(page, 6);
        ILocator map = Stage(page, 6);
        await PushAsync(map.GetByRole(AriaRole.Button, new() { Name = "Put it there" }));
        await Expect(map.Locator(".flag text")).ToHaveTextAsync("italian food");
        await Expect(map.GetByText("lies beside pizza")).ToBeVisibleAsync();
        await PushAsync(map.GetByRole(AriaRole.Button, new() { Name = "The target" }));
        await Expect(map.Locator(".cloud image")).ToHaveCountAsync(6);
    }

    private static async Task PlayDialAndEndAsync(IPage page)
    {
        await GoToAsync(page, 7);
        ILocator dial = Stage(page, 7),
            said = dial.Locator("figcaption");
        await Expect(said).ToHaveTextAsync("“a cat”, seed 1");
        await PushAsync(dial.GetByRole(AriaRole.Button, new() { Name = "One seed on" }));
        await Expect(said).ToHaveTextAsync("“a cat”, seed 2");
        await dial.GetByRole(AriaRole.Slider, new() { Name = "Seed" }).PressAsync("ArrowLeft");
        await Expect(said).ToHaveTextAsync("Seed 1, drawn anew: the very same picture, dot for dot.");
        await GoToAsync(page, 8);
        await PushAsync(Stage(page, 8).GetByRole(AriaRole.Button, new() { Name = "Find it for me" }));
        await Expect(page.GetByAltText("What was found: a red apple, light where it is near")).ToBeVisibleAsync();
        await GoToAsync(page, 9);
        ILocator finale = Stage(page, 9);
        await finale.GetByLabel("Your words").FillAsync("a zeppelin over a red house");
        await PushAsync(finale.GetByRole(AriaRole.Button, new() { Name = "Draw", Exact = true }));
        await Expect(finale.GetByText("zeppelin")).ToBeVisibleAsync(); // what is not read as written is said
        await finale.GetByLabel("Your name, if you like").FillAsync("Ada <b>");
        IDownload kept = await page.RunAndWaitForDownloadAsync(() =>
            finale.GetByRole(AriaRole.Link, new() { Name = "Keep my page" }).PressAsync("Enter")
        );
        string html = await File.ReadAllTextAsync(await kept.PathAsync());
        Assert.Contains("Found by Ada &lt;b&gt;.", html, StringComparison.Ordinal);
        Assert.Equal(21, html.Split("<img src=\"data:image/png;base64,").Length - 1);
        Assert.DoesNotContain("http", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_page_is_the_tour_until_one_has_drawn_and_can_be_chosen()
    {
        await using BrowserStudio studio = await BrowserStudio.StartAsync();
        await using Window window = await Window.OpenAsync(chromium, studio);
        await window.GoAsync("/", Title);
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "I only want to draw" }).ClickAsync();
        await window.Page.GetByRole(AriaRole.Heading, new() { Name = "Create", Level = 1 }).WaitForAsync();
        await window.Page.WaitForFunctionAsync("() => localStorage.getItem('hippogriff-been') === 'yes'");
        await window.GoAsync("/", "Create");
        await window.Page.GetByLabel("Begin with drawing when I come back").UncheckAsync();
        await window.Page.WaitForFunctionAsync("() => localStorage.getItem('hippogriff-start') === 'tour'");
        await window.GoAsync("/", Title);
        await window.GoAsync("/?prompt=a+red+cat&seed=7", "Create");
        await Expect(window.Page.GetByLabel("Prompt", new() { Exact = true })).ToHaveValueAsync("a red cat");
        await Expect(window.Page.GetByLabel("Seed", new() { Exact = true })).ToHaveValueAsync("7");
        window.AssertNothingWentWrong();
    }

    [Fact]
    public async Task A_wrong_word_is_found_and_mended_by_keyboard_alone()
    {
        await using BrowserStudio studio = await BrowserStudio.StartAsync();
        await using Window window = await Window.OpenAsync(chromium, studio);
        await window.GoAsync("/tour", Title);
        IPage page = window.Page;
        await page.GetByRole(AriaRole.Link, new() { Name = "Play the first game" }).PressAsync("Enter");
        await Expect(page.Locator("#game-title")).ToBeFocusedAsync();
        ILocator words = Stage(page, 1).Locator(".word");
        await Expect(words).ToHaveCountAsync(14);
        await words.First.FocusAsync();
        await page.Keyboard.PressAsync("Enter"); // "A" can stay, and nothing is lost
        await Expect(Stage(page, 1).GetByText("can stay")).ToBeVisibleAsync();
        for (int i = 0; i < 4; i++)
            await page.Keyboard.PressAsync("ArrowRight");
        await page.Keyboard.PressAsync("Enter");
        await Expect(Stage(page, 1).Locator(".offers button")).ToHaveCountAsync(4);
        await Stage(page, 1).GetByLabel("Or your own word").FillAsync("powers");
        await page.Keyboard.PressAsync("Enter");
        await Expect(words.Nth(4)).ToHaveTextAsync("powers");
        await Expect(Stage(page, 1).Locator(".shares li")).Not.ToHaveCountAsync(0);
        await Expect(Stage(page, 1).Locator(".shares .yours")).ToHaveCountAsync(1);
        await Expect(page.GetByText("1 word mended")).ToBeVisibleAsync();
        await Stage(page, 1).GetByRole(AriaRole.Button, new() { Name = "Next level" }).PressAsync("Enter");
        await Expect(words.Nth(7)).ToHaveTextAsync("banana");
        window.AssertNothingWentWrong();
    }

    [Fact]
    public async Task A_plot_comes_out_of_nothing_but_noise_under_a_hint()
    {
        await using BrowserStudio studio = await BrowserStudio.StartAsync();
        await using Window window = await Window.OpenAsync(chromium, studio);
        await window.GoAsync("/tour#game", Title);
        ILocator game = Stage(window.Page, 1),
            words = game.Locator(".word");
        await game.GetByRole(AriaRole.Button, new() { Name = "Level 5" }).ClickAsync();
        await Expect(words).ToHaveCountAsync(7);
        string[] noise = [.. await words.AllInnerTextsAsync()];
        await game.GetByRole(AriaRole.Button, new() { Name = "A mystery in France" }).ClickAsync();
        await game.GetByRole(AriaRole.Button, new() { Name = "Let the model try" }).ClickAsync();
        await Expect(game.GetByText("Out of noise, a plot.")).ToBeVisibleAsync();
        Assert.NotEqual(noise, await words.AllInnerTextsAsync());
        window.AssertNothingWentWrong();
    }

    [Theory]
    [InlineData("/tour/dots-on-a-picture", 2)]
    [InlineData("/tour#finale", 9)]
    public async Task Addresses_lead_to_their_chapter(string address, int chapter)
    {
        await using BrowserStudio studio = await BrowserStudio.StartAsync();
        await using Window window = await Window.OpenAsync(chromium, studio);
        await window.GoAsync(address, Title);
        await window.Page.Locator($"[data-chapter='{chapter}'].now").WaitForAsync();
        window.AssertNothingWentWrong();
    }

    [Theory]
    [InlineData(390, false)]
    [InlineData(390, true)]
    [InlineData(820, true)]
    [InlineData(1280, false)]
    public async Task Every_chapter_fits_and_can_be_used_by_everybody(int width, bool dark)
    {
        await using BrowserStudio studio = await BrowserStudio.StartAsync();
        await using Window window = await Window.OpenAsync(chromium, studio, width, dark);
        await window.GoAsync("/tour", Title);
        List<string> faults = [];
        for (int chapter = 1; chapter <= await window.Page.Locator(".chapter").CountAsync() - 1; chapter++)
        {
            await GoToAsync(window.Page, chapter);
            faults.AddRange(await LookTests.FaultsAsync(window.Page, $"chapter {chapter}", withAxe: false));
            string? over = await window.Page.EvaluateAsync<string?>(Sticking, chapter);
            if (over is not null)
                faults.Add($"chapter {chapter} at {width}: {over}");
        }
        faults.AddRange(await LookTests.FaultsAsync(window.Page, "the tour", withAxe: true));
        Assert.True(faults.Count == 0, string.Join("\n", faults));
        window.AssertNothingWentWrong();
    }

    /// <summary>The first thing that sticks out of the stage of a chapter; null if nothing does.</summary>
    private const string Sticking = """
        number => {
            const stage = document.querySelector(`[data-chapter="${number}"] .stage`);
            const frame = stage.getBoundingClientRect();
            for (const one of stage.querySelectorAll("button, input, img, p, figure, li")) {
                const box = one.getBoundingClientRect();
                if (box.width === 0 || getComputedStyle(one).visibility === "hidden") continue;
                if (one.closest(".visually-hidden")) continue;
                if (box.right > frame.right + 1 || box.left < frame.left - 1
                    || box.bottom > frame.bottom + 1 || box.top < frame.top - 1)
                    return `${one.outerHTML.slice(0, 90)} sticks out of its stage`;
            }
            return null;
        }
        """;

    private static ILocator Stage(IPage page, int chapter) => page.Locator($"[data-chapter='{chapter}'] .stage");

    /// <summary>Goes to a chapter, as a click in the bar does.</summary>
    private static async Task GoToAsync(IPage page, int chapter)
    {
        await page.Locator($".words [data-go='{chapter}']").First.EvaluateAsync("link => link.click()");
        await page.Locator($"[data-chapter='{chapter}'].now").WaitForAsync();
        await Expect(page.Locator(".chapter.now")).ToHaveCountAsync(1);
    }
}
