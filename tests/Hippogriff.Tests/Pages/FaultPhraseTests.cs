using Hippogriff.Files;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Pages.Languages;
using Hippogriff.Studio.Refusals;
using Hippogriff.Studio.Storage;
using Hippogriff.Tests.Pipelines;
using Hippogriff.Tests.Studio;

namespace Hippogriff.Tests.Pages;

/// <summary>Pages say in their language why something was refused; APIs stay with the English sentence.</summary>
public sealed class FaultPhraseTests : IAsyncDisposable
{
    private readonly QueueFixture _studio = new();

    private static PageTexts German => PageTexts.Find("de")!;

    public ValueTask DisposeAsync() => _studio.DisposeAsync();

    [Fact]
    public async Task A_full_queue_is_said_in_german_with_its_numbers()
    {
        (_studio.Options.Limits.Queue, _studio.Options.Limits.QueueOfClient) = (3, 2);
        await _studio.TakeAsync(client: "a");
        await _studio.TakeAsync(client: "a");
        QueueFullException own = await RefusedAsync("a");
        Assert.StartsWith("2 Aufträge von dir warten", German.Fault(own), StringComparison.Ordinal);
        await _studio.TakeAsync(client: "b");
        QueueFullException full = await RefusedAsync("c");
        Assert.StartsWith("3 Aufträge warten", German.Fault(full), StringComparison.Ordinal);
        Assert.Contains("Versuch es wieder in", German.Fault(full), StringComparison.Ordinal);
        Assert.StartsWith("3 jobs wait", PageTexts.English.Fault(full), StringComparison.Ordinal);
        Assert.Contains("ask again in", full.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "Der Server wird gleich beendet.")]
    [InlineData(3, "Du darfst in 24 Stunden 5 Bilder zeichnen; gezeichnet sind oder warten: 4.")]
    public void Every_refusal_of_the_queue_has_a_german_sentence(int fault, string begin)
    {
        QueueFullException refused = new("English.", TimeSpan.FromSeconds(7))
        {
            Refusal = new QueueRefusal((QueueFault)fault, Number: 4, Most: 5),
        };
        Assert.StartsWith(begin, German.Fault(refused), StringComparison.Ordinal);
    }

    [Fact]
    public void A_want_of_disk_memory_or_database_is_said_in_german()
    {
        Assert.StartsWith("Die Platte", German.Fault(new DiskFullException("English.")), StringComparison.Ordinal);
        Assert.StartsWith(
            "Ein anderes Programm",
            German.Fault(new StudioBusyException("English.")),
            StringComparison.Ordinal
        );
        Assert.Equal("English.", German.Fault(new HippogriffException("English."))); // no kind, so its own sentence
    }

    [Theory]
    [InlineData("work", "Das sind 4.194 Millionen Pixel Arbeit, erlaubt sind ")]
    [InlineData("memory", "Das braucht ")]
    [InlineData("prompt", "Prompt: Der Text hat 2.001 Zeichen, erlaubt sind 2.000.")]
    [InlineData("steps", "Schritte: 251 ist hier zu viel; höchstens 250 ist erlaubt.")]
    [InlineData("guidance", "Guidance-Stärke: 50,5 geht nicht; erlaubt ist 0 bis 50.")]
    [InlineData("height", "Höhe: -8 geht nicht; erlaubt ist 1 bis 2048.")]
    [InlineData("width", "Breite: 7 geht nicht; das Modell toy braucht ein Vielfaches von 4.")]
    [InlineData("strength", "5 geht nicht; erlaubt ist 0 bis 1.")] // its label has a number in it
    [InlineData("upload", "Das hochgeladene Bild ist nicht mehr da.")]
    public async Task A_refused_order_is_said_in_german(string what, string begin)
    {
        if (what == "memory")
            _studio.Memory.Total = 1_000_000_000;
        JobRequest order = new() { Prompt = "a cat" };
        order = what switch
        {
            "work" => order with { Count = 16, Steps = 250, Width = 1_024, Height = 1_024 },
            "memory" => order with { Count = 8, Steps = 1, Width = 1_024, Height = 1_024 },
            "prompt" => order with { Prompt = new string('x', 2_001) },
            "steps" => order with { Steps = 251 },
            "guidance" => order with { Guidance = 50.5 },
            "height" => order with { Height = -8 },
            "width" => order with { Width = 7 },
            "strength" => order with { Strength = 5 },
            _ => order with { Source = "p" + new string('0', 64) },
        };
        HippogriffException refused = await Assert.ThrowsAsync<HippogriffException>(() =>
            _studio.Queue.EnqueueAsync(order, "me")
        );
        Assert.StartsWith(begin, German.Fault(refused), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_upload_is_said_in_german()
    {
        byte[] png = PngFile.Encode(TinyModel.Plain(40, 40, 1, 2, 3));
        Assert.StartsWith("Das ist kein Bild", await UploadAsync([1, 2, 3]), StringComparison.Ordinal);
        Assert.StartsWith("Das ist kein Bild", await UploadAsync(png[..^20]), StringComparison.Ordinal);
        _studio.Options.Limits.UploadPixels = 1_000;
        Assert.StartsWith("Das Bild hat zu viele Pixel", await UploadAsync(png), StringComparison.Ordinal);
        _studio.Options.Limits.UploadPixels = 2_000;
        _studio.Options.Limits.UploadsBytes = 0;
        Assert.StartsWith("Für weitere hochgeladene Bilder", await UploadAsync(png), StringComparison.Ordinal);
        _studio.Options.Limits.BodyBytes = 20;
        Assert.StartsWith("Die Datei hat 0 MB", await UploadAsync(png), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_kind_of_refusal_has_its_text_in_every_language() =>
        Assert.All(
            Enum.GetValues<RefusalKind>(),
            kind =>
                Assert.All(
                    PageTexts.All,
                    texts =>
                    {
                        HippogriffException refused = new HippogriffException("The message.").Because(
                            kind,
                            1,
                            2,
                            3,
                            4,
                            5
                        );
                        Assert.NotEqual("The message.", texts.Fault(refused));
                        Assert.Equal("The message.", refused.MessageWithoutPaths); // of APIs
                    }
                )
        );

    private async Task<string> UploadAsync(byte[] file) =>
        German.Fault(await Assert.ThrowsAsync<HippogriffException>(() => _studio.Uploads.KeepPictureAsync(file)));

    private Task<QueueFullException> RefusedAsync(string client) =>
        Assert.ThrowsAsync<QueueFullException>(() => _studio.TakeAsync(client: client));
}
