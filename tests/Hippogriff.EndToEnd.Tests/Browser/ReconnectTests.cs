using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Hippogriff.EndToEnd.Tests.Browser;

/// <summary>A window whose server goes away.</summary>
public class ReconnectTests(Chromium chromium)
{
    [Fact]
    public async Task A_window_that_lost_its_server_says_so_and_comes_back_with_it()
    {
        await using BrowserStudio studio = await BrowserStudio.StartAsync();
        await using Window window = await Window.OpenAsync(chromium, studio);
        await window.GoAsync("/queue", "Queue");
        ILocator dialog = window.Page.GetByRole(AriaRole.Dialog, new() { Name = "The connection is lost" });
        await Expect(dialog).ToBeHiddenAsync();
        await studio.StopAsync();
        await Expect(dialog).ToBeVisibleAsync();
        await Expect(dialog.GetByText("What is drawn goes on")).ToBeVisibleAsync();
        LocatorBoundingBoxResult box = (await dialog.BoundingBoxAsync())!;
        Assert.InRange(box.X + box.Width / 2, 1024 / 2 - 2, 1024 / 2 + 2); // in the middle, not in a corner
        ILocator again = dialog.GetByRole(AriaRole.Button, new() { Name = "Try again" });
        await Expect(again).ToBeEnabledAsync();
        await again.PressAsync("Enter"); // still no answer: it stays
        await Expect(again).ToBeEnabledAsync();
        await Expect(dialog).ToBeVisibleAsync();

        await studio.StartAgainAsync();
        try
        {
            await window.Page.EvaluateAsync("() => document.getElementById('reconnect-button')?.click()");
        }
        // it was quicker by itself: the new server does not know the window, so the page is loaded anew
        catch (PlaywrightException) { }
        await Expect(dialog).ToBeHiddenAsync();
        window.Forget(); // a lost connection is an error of the console, and is meant to be one
        await window.GoAsync("/gallery", "Gallery");
        window.AssertNothingWentWrong();
    }
}
