using Hippogriff.Studio.Jobs;
using Microsoft.Playwright;

namespace Hippogriff.EndToEnd.Tests.Browser;

/// <summary>
/// The pages that look into the model while something is seen on them, at a phone's, a tablet's and a desk's width,
/// light and dark.
/// </summary>
public class InspectionTests(Chromium chromium)
{
    [Theory]
    [InlineData(390, false)]
    [InlineData(390, true)]
    [InlineData(1024, true)]
    [InlineData(1920, false)]
    public async Task What_is_seen_inside_fits_and_can_be_used_by_everybody(int width, bool dark)
    {
        await using BrowserStudio studio = await InsideTests.TinyAsync();
        await studio.DrawAsync(new JobRequest { Prompt = "a red square", Seed = 3 });
        await using Window window = await Window.OpenAsync(chromium, studio, width, dark);
        List<string> faults = [];
        foreach ((string path, string title, string name) in InsideWindow.Pages)
        {
            await window.GoAsync(path, title);
            await FillAsync(window, name);
            if (await window.Page.Locator("summary").CountAsync() > 0)
                await window.ChooseLoraAsync(0.5); // settings open, and in use
            await window.Page.EvaluateAsync("() => { document.activeElement?.blur(); scrollTo(0, 0); }");
            faults.AddRange(await LookTests.FaultsAsync(window.Page, name, withAxe: width < 1920));
            Directory.CreateDirectory(LookTests.Folder);
            await window.Page.ScreenshotAsync(
                new()
                {
                    Path = Path.Combine(LookTests.Folder, $"{name}-{width}-{(dark ? "dark" : "light")}.png"),
                    FullPage = true,
                    Animations = ScreenshotAnimations.Disabled,
                }
            );
        }
        Assert.True(faults.Count == 0, string.Join("\n", faults));
        window.AssertNothingWentWrong();
    }

    private static Task FillAsync(Window window, string page) =>
        page switch
        {
            "inside-words" => window.StrikeAsync("a red zebra square", "red"),
            "inside-map" => window.WanderAsync("a red square", "blue", "green"),
            "inside-spread" => window.SpreadAsync(5, "a square", "a red square"),
            "inside-noise" => window.CleanAsync("a blue square"),
            "inside-chance" => window.WalkAsync("a red square", "a blue square", 7),
            "inside-perfect" => window.CopyAsync(2),
            _ => window.StepAsync("a red square", 1),
        };
}
