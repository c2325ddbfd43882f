using System.Text;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Studio.Trainings;
using Hippogriff.Tests.Training;

namespace Hippogriff.Tests.Studio;

/// <summary>Uploaded datasets; what a zip may hold is tested in <see cref="Data.ZipImportTests"/>.</summary>
public sealed class DatasetsTests : IDisposable
{
    private static readonly byte[] s_picture = PngFile.Encode(new ColourSource().Get(0).Image);
    private readonly TrainingFixture _studio = new();

    public void Dispose() => _studio.Dispose();

    private static MemoryStream Zip(params (string Name, byte[] Bytes)[] files) => new(ZipBytes.Of(files));

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    private async Task<string> RefusedAsync(Stream zip, string name = "new")
    {
        string sentence = (
            await Assert.ThrowsAsync<HippogriffException>(() => _studio.Datasets.AddAsync(name, zip, default))
        ).Message;
        Assert.Equal(
            ["squares"],
            Directory.GetFileSystemEntries(_studio.In("studio/datasets")).Select(Path.GetFileName)
        ); // nothing is left behind
        Assert.DoesNotContain(_studio.In(""), sentence, StringComparison.Ordinal);
        return sentence;
    }

    [Fact]
    public async Task A_zip_becomes_a_dataset()
    {
        Dataset made = await _studio.Datasets.AddAsync(
            "new",
            Zip(
                ("my pictures/a.png", s_picture),
                ("my pictures/a.txt", Text("a red square")),
                ("my pictures/more/b.PNG", s_picture),
                ("my pictures/more/b.txt", Text("another"))
            ),
            default
        );
        Assert.Equal(new Dataset("new", 2, false), made);
        Assert.Equal(s_picture, File.ReadAllBytes(_studio.In("studio/datasets/new/a.png")));
        Assert.Equal(["new", "squares"], _studio.Datasets.List().Select(set => set.Name));
    }

    [Fact]
    public async Task A_slow_sender_keeps_nobody_waiting()
    {
        using Stream slow = new NeverEnding();
        using CancellationTokenSource gone = new();
        Task<Dataset> stuck = _studio.Datasets.AddAsync("slow", slow, gone.Token);
        Assert.Equal(
            "quick",
            (
                await _studio
                    .Datasets.AddAsync("quick", Zip(("a.png", s_picture), ("a.txt", Text("a square"))), default)
                    .WithPatience()
            ).Name
        );
        Assert.False(stuck.IsCompleted);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stuck);
    }

    [Fact]
    public async Task More_senders_than_are_allowed_are_told_to_come_again()
    {
        _studio.Options.Limits.Training.Uploads = 1;
        _studio.Options.Limits.Training.UploadTime = Patience.Long;
        _studio.Reopen();
        using CancellationTokenSource gone = new();
        using Stream slow = new NeverEnding();
        Task<Dataset> stuck = _studio.Datasets.AddAsync("slow", slow, gone.Token);
        HippogriffException busy = await Assert.ThrowsAsync<HippogriffException>(() =>
            _studio.Datasets.AddAsync("other", new NeverEnding(), default)
        );
        Assert.Equal(FaultKind.Busy, busy.Kind);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stuck);
    }

    [Fact]
    public async Task No_sender_may_take_for_ever()
    {
        _studio.Options.Limits.Training.UploadTime = TimeSpan.FromMilliseconds(50);
        _studio.Reopen();
        using Stream slow = new NeverEnding();
        HippogriffException late = await Assert.ThrowsAsync<HippogriffException>(() =>
            _studio.Datasets.AddAsync("slow", slow, default)
        );
        Assert.Contains("did not arrive within", late.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Zips_are_refused_as_the_studio_s_limits_say()
    {
        _studio.Options.Limits.Training.Zip = new() { Entries = 1 };
        _studio.Reopen();
        Assert.Contains(
            "The zip lists more than the 1 files",
            await RefusedAsync(Zip(("a.png", s_picture), ("b.png", s_picture))),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "leads out of its folder",
            await RefusedAsync(Zip(("../a.png", s_picture))),
            StringComparison.Ordinal
        );
        _studio.Options.Limits.Training.Zip = new() { Bytes = 100 };
        Assert.Contains("MB that are allowed", await RefusedAsync(Zip(("a.png", s_picture))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_holds_nothing_to_train_on_is_refused()
    {
        Assert.Contains("no archive of that kind", await RefusedAsync(new MemoryStream()), StringComparison.Ordinal);
        Assert.Contains(
            "None of 1 picture in the zip has a caption",
            await RefusedAsync(Zip(("a.png", s_picture))),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "Line 1 of 'metadata.jsonl' names '../a.png', which lies outside",
            await RefusedAsync(
                Zip(("a.png", s_picture), ("metadata.jsonl", Text("{\"file_name\":\"../a.png\",\"text\":\"x\"}")))
            ),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "There is a dataset 'Squares' already",
            await RefusedAsync(Zip(("a.png", s_picture)), "Squares"),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "The name of a dataset has",
            await RefusedAsync(Zip(("a.png", s_picture)), "../new"),
            StringComparison.Ordinal
        );
    }

    /// <summary>A body whose sender is silent.</summary>
    private sealed class NeverEnding : MemoryStream
    {
        public override async ValueTask<int> ReadAsync(
            Memory<byte> buffer,
            CancellationToken cancellationToken = default
        )
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return 0;
        }
    }
}
