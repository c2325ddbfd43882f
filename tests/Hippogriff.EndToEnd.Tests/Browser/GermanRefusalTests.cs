using Hippogriff.EndToEnd.Tests.Classes;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Studio.Access;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Hippogriff.EndToEnd.Tests.Browser;

/// <summary>What the server refuses is said in German on German pages.</summary>
public class GermanRefusalTests(Chromium chromium)
{
    [Fact]
    public async Task A_full_share_of_the_queue_is_said_in_German()
    {
        await using ClassServer server = await ClassServer.StartAsync(
            options => options.Limits.QueueOfClient = 1,
            TimeSpan.FromSeconds(1)
        );
        await using Window pupil = await OpenAsync(server);
        await pupil.GoAsync("/join?code=" + ClassServer.Code, "Wer bist du?");
        await pupil.Page.GetByLabel("Dein Name").FillAsync("Mia");
        await pupil.Page.GetByRole(AriaRole.Button, new() { Name = "Los geht’s" }).ClickAsync();
        await pupil.Page.WaitForURLAsync(url => !url.Contains("join", StringComparison.Ordinal));
        await pupil.GoAsync("/create", "Erstellen");
        ILocator prompt = pupil.Page.GetByLabel("Prompt", new() { Exact = true });
        await prompt.FillAsync("a red apple");
        ILocator draw = pupil.Page.GetByRole(AriaRole.Button, new() { Name = "Zeichnen", Exact = true });
        await draw.ClickAsync();
        await Expect(pupil.Page.Locator("[data-state=Running]")).ToHaveCountAsync(1);
        await draw.ClickAsync();
        await Expect(pupil.Page.Locator("[data-state=Queued]")).ToHaveCountAsync(1);
        await draw.ClickAsync();
        ILocator said = pupil.Page.Locator(".draw-form").GetByRole(AriaRole.Alert);
        await Expect(said).ToContainTextAsync("1 Auftrag von dir wartet, und mehr werden nicht angenommen.");
        await Expect(said).Not.ToContainTextAsync("ask again");
        pupil.AssertNothingWentWrong();
    }

    [Fact]
    public async Task The_drawings_of_a_class_have_a_place_to_drop_them_and_refusals_in_German()
    {
        await using ClassServer server = await ClassServer.StartAsync();
        await using Window teacher = await OpenAsync(server);
        await teacher.GoAsync(server.Studio.Services.GetRequiredService<ClassRoom>().TeacherAddress, "Ihre Klasse");
        ILocator panel = teacher.Page.Locator(".class-drawings"),
            pick = panel.GetByLabel("Bilder hier ablegen oder auswählen"),
            start = panel.GetByRole(AriaRole.Button, new() { Name = "Beibringen" }),
            word = panel.GetByLabel("Ein neues Wort für alle");
        await Expect(panel).ToContainTextAsync("first-fast");
        await Expect(pick).ToHaveCSSAsync("border-top-style", "dashed");
        await Expect(start).ToBeDisabledAsync();
        await pick.SetInputFilesAsync(Drawings(1));
        await Expect(panel).ToContainTextAsync("1 Bild ist da.");
        await word.FillAsync("zwei Wörter");
        await start.ClickAsync();
        await Expect(panel.GetByRole(AriaRole.Alert)).ToContainTextAsync("2 bis 20 Buchstaben von a bis z");
        await word.FillAsync("rex");
        await start.ClickAsync();
        await Expect(panel.GetByRole(AriaRole.Alert)).ToContainTextAsync("5 bis 100 Bilder");
        await pick.SetInputFilesAsync(Drawings(5));
        await Expect(panel).ToContainTextAsync("5 Bilder sind da.");
        await start.ClickAsync();
        await Expect(panel.GetByRole(AriaRole.Alert)).ToContainTextAsync("Kein installiertes Modell");
        await pick.SetInputFilesAsync(
            new FilePayload
            {
                Name = "broken.png",
                MimeType = "image/png",
                Buffer = [1, 2, 3],
            }
        );
        await Expect(panel.GetByRole(AriaRole.Alert)).ToContainTextAsync("Das ist kein Bild");
        teacher.AssertNothingWentWrong();
    }

    private Task<Window> OpenAsync(ClassServer server) =>
        Window.OpenAsync(chromium, server.Studio.Address, 1024, dark: false, "de-DE");

    private static FilePayload[] Drawings(int number) =>
        [
            .. Enumerable
                .Range(1, number)
                .Select(i => new FilePayload
                {
                    Name = $"drawing-{i}.png",
                    MimeType = "image/png",
                    Buffer = PngFile.Encode(new RgbImage(16, 16, [.. Enumerable.Repeat((byte)(i * 20), 16 * 16 * 3)])),
                }),
        ];
}
