using Hippogriff.Files;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Pages.Languages;
using Hippogriff.Studio.Storage;
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

    private Task<QueueFullException> RefusedAsync(string client) =>
        Assert.ThrowsAsync<QueueFullException>(() => _studio.TakeAsync(client: client));
}
