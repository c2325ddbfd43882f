using Hippogriff.EndToEnd.Tests.Classes;
using Hippogriff.Studio.Access;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Hippogriff.EndToEnd.Tests.Browser;

/// <summary>
/// A lesson in German, from the form to the projector, at a phone's, a tablet's and a desk's width in both themes:
/// everything is said in German, nothing sticks out, axe finds no serious fault.
/// </summary>
public class ClassLookTests(Chromium chromium)
{
    [Theory]
    [InlineData(390, false)]
    [InlineData(390, true)]
    [InlineData(900, true)]
    [InlineData(900, false)]
    [InlineData(1440, false)]
    [InlineData(1440, true)]
    public async Task A_lesson_in_German_can_be_used_by_everybody(int width, bool dark)
    {
        await using ClassServer server = await ClassServer.StartAsync();
        Uri address = server.Studio.Address;
        List<string> faults = [];
        string teachers = server.Studio.Services.GetRequiredService<ClassRoom>().TeacherAddress;
        await using Window pupil = await Window.OpenAsync(chromium, address, width, dark, "de-DE"),
            teacher = await Window.OpenAsync(chromium, address, width, dark, "de-DE");
        await EnterAsync(pupil, faults);
        pupil.Forget(); // a refusal by a status of its own is written into the console
        await DrawAsync(pupil, faults);
        await teacher.GoAsync(teachers, "Ihre Klasse");
        await Expect(teacher.Page.Locator("[data-pupil=Jürgen]")).ToContainTextAsync("1 Bild");
        await Expect(teacher.Page.Locator(".way-in")).ToContainTextAsync(ClassServer.Code);
        await LookAsync(teacher, "class-teacher", faults);
        await StopAsync(pupil, teacher, faults);
        await teacher.GoAsync("/projector", "ein roter Apfel auf einem Tisch");
        await LookAsync(teacher, "class-projector", faults);
        await teacher.Page.GetByRole(AriaRole.Button, new() { Name = "So kommt man herein" }).ClickAsync();
        await Expect(teacher.Page.Locator(".way-in.far .code")).ToHaveTextAsync(ClassServer.Code);
        await LookAsync(teacher, "class-way-in", faults);
        Assert.True(faults.Count == 0, string.Join("\n", faults));
        pupil.AssertNothingWentWrong();
        teacher.AssertNothingWentWrong();
    }

    [Fact]
    public async Task A_number_with_a_comma_is_understood_on_a_German_page()
    {
        await using BrowserStudio studio = await BrowserStudio.StartAsync();
        await using Window window = await Window.OpenAsync(chromium, studio.Address, 390, dark: false, "de-DE");
        await window.GoAsync("/create", "Erstellen");
        await window.Page.GetByLabel("Prompt", new() { Exact = true }).FillAsync("eine rote Scheibe");
        await window.Page.Locator("details.settings > summary").ClickAsync();
        ILocator guidance = window.Page.GetByLabel("Guidance-Stärke", new() { Exact = true });
        await guidance.FillAsync("7,5");
        await guidance.PressAsync("Control+Enter");
        await Expect(window.Page.Locator("[data-state=Done]")).ToHaveCountAsync(1);
        Assert.Equal(7.5, Assert.Single(studio.Queue.Ended(5)).Order.Guidance);
        await Expect(guidance).ToHaveValueAsync("7,5");
        window.AssertNothingWentWrong();
    }

    private static async Task EnterAsync(Window pupil, List<string> faults)
    {
        await pupil.GoAsync("/join?code=000000", "Wer bist du?");
        await pupil.Page.GetByLabel("Dein Name").FillAsync("Jürgen");
        await pupil.Page.GetByRole(AriaRole.Button, new() { Name = "Los geht’s" }).ClickAsync();
        await Expect(pupil.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("nicht der Code dieser Klasse");
        await LookAsync(pupil, "class-entry", faults);
        await pupil.Page.GetByLabel("Code der Klasse").FillAsync(ClassServer.Code);
        await pupil.Page.GetByRole(AriaRole.Button, new() { Name = "Los geht’s" }).ClickAsync();
        await pupil.Page.WaitForURLAsync(url => !url.Contains("join", StringComparison.Ordinal));
    }

    private static async Task DrawAsync(Window pupil, List<string> faults)
    {
        await pupil.GoAsync("/create", "Erstellen");
        await pupil.Page.GetByRole(AriaRole.Button, new() { Name = "ein roter Apfel auf einem Tisch" }).ClickAsync();
        await pupil.Page.GetByLabel("Prompt", new() { Exact = true }).PressAsync("Enter");
        ILocator show = pupil.Page.GetByRole(AriaRole.Button, new() { Name = "Der Klasse zeigen" });
        await show.ClickAsync();
        await Expect(pupil.Page.Locator(".show-class[aria-pressed=true]")).ToBeVisibleAsync();
        await LookAsync(pupil, "class-draw", faults);
        await pupil.GoAsync("/gallery", "Galerie");
        await LookAsync(pupil, "class-gallery", faults);
        await pupil.GoAsync("/class", "Die Klasse");
        await Expect(pupil.Page.Locator(".tile")).ToContainTextAsync("Jürgen");
        await LookAsync(pupil, "class-wall", faults);
    }

    /// <summary>The teacher stops the class, which is told so, and lets it go on.</summary>
    private static async Task StopAsync(Window pupil, Window teacher, List<string> faults)
    {
        await teacher.Page.GetByRole(AriaRole.Button, new() { Name = "Alles Malen anhalten" }).ClickAsync();
        ILocator told = pupil.Page.Locator(".held-note");
        await Expect(told).ToContainTextAsync("Deine Lehrkraft hat das Malen angehalten.");
        await LookAsync(pupil, "class-stopped", faults);
        await LookAsync(teacher, "class-teacher-stopped", faults);
        await teacher.Page.GetByRole(AriaRole.Button, new() { Name = "Weitermalen lassen" }).ClickAsync();
        await Expect(told).ToHaveCountAsync(0);
    }

    private static async Task LookAsync(Window window, string name, List<string> faults)
    {
        Assert.Equal("de", await window.Page.EvaluateAsync<string>("() => document.documentElement.lang"));
        await window.Page.EvaluateAsync("() => { document.activeElement?.blur(); scrollTo(0, 0); }");
        faults.AddRange(await LookTests.FaultsAsync(window.Page, name, withAxe: true));
        string colours = await window.Page.EvaluateAsync<string>(
            "() => matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'"
        );
        Directory.CreateDirectory(LookTests.Folder);
        await window.Page.ScreenshotAsync(
            new()
            {
                Path = Path.Combine(LookTests.Folder, $"{name}-{window.Page.ViewportSize!.Width}-{colours}.png"),
                Animations = ScreenshotAnimations.Disabled,
            }
        );
    }
}
