using Hippogriff.EndToEnd.Tests.Classes;
using Hippogriff.EndToEnd.Tests.Studio;
using Hippogriff.Studio.Access;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Hippogriff.EndToEnd.Tests.Browser;

/// <summary>
/// The forms before the pages, sent by a real browser: it says where a form comes from, or hides it, as our headers
/// tell it to.
/// </summary>
public sealed class EntryFormTests(Chromium chromium)
{
    [Fact]
    public async Task A_pupil_comes_in_by_code_and_name()
    {
        await using ClassServer server = await ClassServer.StartAsync();
        await SendAsync(server.Studio.Address, ClassRoom.JoinPath, ("code", ClassServer.Code), ("name", "Mia"));
        Assert.Equal("Mia", Assert.Single(server.Studio.Services.GetRequiredService<People>().All()).Name);
    }

    [Fact]
    public async Task A_key_signs_in()
    {
        string key = "";
        await using StudioServer locked = await StudioServer.StartAsync(options =>
            key = ApiKeys.Of(options).Add("laptop", DateTimeOffset.UnixEpoch)
        );
        await SendAsync(locked.Address, StudioAccess.SignInPath, ("key", key));
    }

    /// <summary>Fills a form and sends it, which lets in: a cookie is kept, and another page is there.</summary>
    private async Task SendAsync(Uri address, string path, params (string Name, string Text)[] fields)
    {
        IBrowser browser = await chromium.BrowserAsync();
        await using IBrowserContext context = await browser.NewContextAsync();
        context.SetDefaultTimeout(Patience.Milliseconds);
        IPage page = await context.NewPageAsync();
        await page.GotoAsync(new Uri(address, path).ToString());
        foreach ((string name, string text) in fields)
            await page.Locator($"input[name={name}]").FillAsync(text);
        IResponse answer = await page.RunAndWaitForResponseAsync(
            () => page.Keyboard.PressAsync("Enter"),
            response => response.Request.Method == "POST"
        );
        Assert.Equal(302, answer.Status);
        await page.WaitForURLAsync(url => !url.EndsWith(path, StringComparison.Ordinal));
        Assert.NotEmpty(await context.CookiesAsync());
    }
}
