using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Hippogriff.EndToEnd.Tests.Browser;

/// <summary>
/// The pages that look into the model, each brought into the state in which something is seen: as a visitor does it.
/// </summary>
internal static class InsideWindow
{
    public static readonly (string Path, string Title, string Name)[] Pages =
    [
        ("/inside/words", "Which word did what", "inside-words"),
        ("/inside/map", "Words as coordinates", "inside-map"),
        ("/inside/spread", "The smaller target", "inside-spread"),
        ("/inside/noise", "Noise is the raw material", "inside-noise"),
        ("/inside/chance", "Chance", "inside-chance"),
        ("/inside/steps", "Every step", "inside-steps"),
        ("/inside/perfect", "The perfect denoiser only copies", "inside-perfect"),
    ];

    /// <summary>Opens the settings and chooses the LoRA that is installed.</summary>
    public static async Task ChooseLoraAsync(this Window window, double weight)
    {
        await window.Page.Locator("summary").First.ClickAsync();
        await window.Page.GetByLabel("LoRA", new() { Exact = true }).SelectOptionAsync("my-dog");
        await window
            .Page.GetByLabel("my-dog counts")
            .FillAsync(weight.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>Draws a prompt, chooses a word and strikes it out.</summary>
    public static async Task StrikeAsync(this Window window, string prompt, string word)
    {
        await window.Page.GetByLabel("Prompt", new() { Exact = true }).FillAsync(prompt);
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Draw and look" }).ClickAsync();
        await window.Page.Locator(".story-word").Filter(new() { HasText = word }).First.ClickAsync();
        await window.Page.GetByRole(AriaRole.Button, new() { Name = $"Strike out “{word}”" }).ClickAsync();
        await window.Page.Locator("[data-look=difference]").WaitForAsync();
    }

    /// <summary>Lays the map out, lets two prompts wander and chooses a word.</summary>
    public static async Task WanderAsync(this Window window, string prompt, string other, string word)
    {
        await window.Page.Locator("[data-map=view] .point").First.WaitForAsync();
        await window.Page.GetByLabel("A prompt, as you type it").PressSequentiallyAsync(prompt);
        await window.Page.GetByLabel("Another one, to compare with").FillAsync(other);
        await Expect(window.Page.Locator("[data-map=view] .trail circle")).ToHaveCountAsync(prompt.Split(' ').Length);
        await Expect(window.Page.GetByText("The two prompts are alike by")).ToBeVisibleAsync();
        await window.Page.GetByRole(AriaRole.Searchbox, new() { Name = "Find" }).FillAsync(word);
        await Expect(window.Page.Locator("[data-map=chosen] h2")).ToHaveTextAsync(word);
    }

    /// <summary>Draws prompts with some seeds each and waits for the last figure.</summary>
    public static async Task SpreadAsync(this Window window, int seeds, params string[] prompts)
    {
        await window.Page.GetByLabel("Prompts, one a line").FillAsync(string.Join('\n', prompts));
        await window.Page.GetByLabel("Seeds of each").FillAsync($"{seeds}");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Draw and measure" }).ClickAsync();
        await Expect(window.Page.Locator(".rung")).ToHaveCountAsync(prompts.Length);
        await Expect(window.Page.GetByRole(AriaRole.Button, new() { Name = "Draw and measure" })).ToBeEnabledAsync();
    }

    /// <summary>Cleans the newest picture of the gallery towards a prompt, from half of the way.</summary>
    public static async Task CleanAsync(this Window window, string prompt)
    {
        await window.Page.GetByLabel("Prompt", new() { Exact = true }).FillAsync(prompt);
        await window.Page.GetByLabel("Prompt", new() { Exact = true }).PressAsync("Tab");
        await window.Page.GetByAltText($"Cleaned towards {prompt} from 50 %").WaitForAsync();
    }

    /// <summary>Walks to other words.</summary>
    public static async Task WalkAsync(this Window window, string from, string to, int pictures)
    {
        await window.Page.GetByLabel("From", new() { Exact = true }).FillAsync(from);
        await window.Page.GetByLabel("To", new() { Exact = true }).FillAsync(to);
        await window.Page.GetByLabel("Pictures", new() { Exact = true }).FillAsync($"{pictures}");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Walk", Exact = true }).ClickAsync();
        await Expect(window.Page.Locator(".film-frame")).ToHaveCountAsync(pictures);
    }

    /// <summary>Draws a prompt and looks at one of its steps.</summary>
    public static async Task StepAsync(this Window window, string prompt, int back)
    {
        await window.Page.GetByLabel("Prompt", new() { Exact = true }).FillAsync(prompt);
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Draw and watch" }).ClickAsync();
        await window.Page.Locator("[data-look=noise]").WaitForAsync();
        for (int i = 0; i < back; i++)
            await window.Page.GetByRole(AriaRole.Slider).PressAsync("ArrowLeft");
        await window.Page.Locator("[data-look=pull]").WaitForAsync();
    }

    /// <summary>Draws one seed with all three, from the pictures of the first dataset.</summary>
    public static async Task CopyAsync(this Window window, int drawings)
    {
        await window.Page.GetByLabel("Drawings").FillAsync($"{drawings}");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Draw all three" }).ClickAsync();
        await Expect(window.Page.Locator("[data-look=drawn]")).ToHaveCountAsync(3 * drawings);
    }
}
