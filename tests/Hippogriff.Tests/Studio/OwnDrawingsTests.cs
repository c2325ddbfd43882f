using Hippogriff.Imaging.Codecs;
using Hippogriff.Pipelines;
using Hippogriff.Pipelines.Checkpoints;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Pages.Languages;
using Hippogriff.Studio.Trainings;
using Hippogriff.Tests.Models;
using Hippogriff.Tests.Pipelines;
using Hippogriff.Weights;
using Microsoft.Extensions.Logging.Abstractions;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Studio;

/// <summary>A LoRA of drawings, trained beside what is drawn.</summary>
public sealed class OwnDrawingsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TrainingFixture _studio = new();
    private readonly Uploads _uploads;
    private readonly LoraCatalogue _loras;
    private readonly OwnDrawings _drawings;

    public OwnDrawingsTests()
    {
        using (NetworkModel model = TinyModel.Create())
            PipelineLoader.Save(_folder.In("tiny"), model, TinyNetworks.Config("u_net"), ScalarType.Float32);
        FolderModelSource models = new(
            defaultModel: "tiny",
            further: () => [new ModelFolder("tiny", _folder.In("tiny"))]
        );
        (_uploads, _loras) = (new Uploads(_studio.Data, _studio.Options), new LoraCatalogue(_studio.Options));
        _drawings = new OwnDrawings(
            _studio.Data,
            _studio.Options,
            new DrawingsMaterial(models, new PromptReader(models, _loras), _loras, _uploads, TimeProvider.System),
            _studio.Service,
            new DrawingFirst(_studio.Drawing),
            NullLogger<OwnDrawings>.Instance
        )
        {
            Steps = 3,
        };
    }

    public void Dispose()
    {
        _drawings.Cancel();
        _drawings.WhenQuiet().Wait(Patience.Long);
        _uploads.Dispose();
        _studio.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_word_is_learned_beside_drawing_and_the_drawings_are_gone()
    {
        _studio.Drawing.Draws = true;
        _drawings.Start(" Rex ", await PicturesAsync(OwnDrawings.Least));
        Assert.Equal(DrawingsPhase.Training, _drawings.Status!.Phase);
        await _drawings.WhenQuiet().WithPatience();
        Assert.Equal((DrawingsPhase.Done, null), (_drawings.Status.Phase, _drawings.Status.Error));
        Assert.Equal(1, _drawings.Status.Progress);
        InstalledLora made = _loras.List().Single(lora => lora.Name == "rex");
        Assert.Equal(["rex"], made.Card!.Words);
        Assert.False(Directory.Exists(_studio.Data.In("drawings")));
        DrawingsException again = Assert.Throws<DrawingsException>(() => _drawings.Start("rex", []));
        Assert.Equal(DrawingsFault.Count, again.Fault);
        string[] pictures = await PicturesAsync(OwnDrawings.Least);
        again = Assert.Throws<DrawingsException>(() => _drawings.Start("rex", pictures));
        Assert.Equal(DrawingsFault.Taken, again.Fault);
    }

    [Fact]
    public async Task A_cancelled_training_leaves_nothing()
    {
        _drawings.Steps = 1_000_000;
        string[] pictures = await PicturesAsync(OwnDrawings.Least);
        _drawings.Start("rex", pictures);
        Assert.Equal(
            DrawingsFault.Busy,
            Assert.Throws<DrawingsException>(() => _drawings.Start("max", pictures)).Fault
        );
        TrainingBusyException run = Assert.Throws<TrainingBusyException>(() =>
            _studio.Service.Start(TrainingFixture.Order())
        );
        Assert.Contains("'rex'", run.Message, StringComparison.Ordinal);
        Assert.StartsWith("„rex“ wird gerade trainiert", PageTexts.Find("de")!.Fault(run), StringComparison.Ordinal);
        await Patience.UntilAsync(() => Task.FromResult(_drawings.Status), now => now!.Progress > 0, pause: 20);
        Assert.NotNull(_drawings.Status!.Remaining);
        _drawings.Cancel();
        await _drawings.WhenQuiet().WithPatience();
        Assert.Equal(DrawingsPhase.Cancelled, _drawings.Status!.Phase);
        _studio.Service.Start(TrainingFixture.Order()); // nothing is in its way any more
        Assert.Equal(
            DrawingsFault.Busy,
            Assert.Throws<DrawingsException>(() => _drawings.Start("max", pictures)).Fault
        );
        Assert.DoesNotContain(_loras.List(), lora => lora.Name == "rex");
        Assert.False(Directory.Exists(_studio.Data.In("drawings")));
    }

    [Theory]
    [InlineData("", 5, nameof(DrawingsFault.OddWord))]
    [InlineData("two words", 5, nameof(DrawingsFault.OddWord))]
    [InlineData("bär", 5, nameof(DrawingsFault.OddWord))]
    [InlineData("abcdefghijklmnopqrstu", 5, nameof(DrawingsFault.OddWord))]
    [InlineData("con", 5, nameof(DrawingsFault.OddWord))] // a device on some systems
    [InlineData("Red", 5, nameof(DrawingsFault.KnownWord))]
    [InlineData("rex", 4, nameof(DrawingsFault.Count))]
    [InlineData("rex", 101, nameof(DrawingsFault.Count))]
    public void What_cannot_be_learned_is_refused(string word, int count, string fault)
    {
        DrawingsException refused = Assert.Throws<DrawingsException>(() =>
            _drawings.Start(word, [.. Enumerable.Repeat("p", count)])
        );
        Assert.Equal(fault, refused.Fault.ToString());
        Assert.Null(_drawings.Status);
    }

    private async Task<string[]> PicturesAsync(int count)
    {
        List<string> names = [];
        for (int i = 0; i < count; i++)
            names.Add(
                await _uploads.KeepPictureAsync(PngFile.Encode(TinyModel.Plain(20, 24, 250, (byte)(40 + 20 * i), 10)))
            );
        return [.. names];
    }
}
