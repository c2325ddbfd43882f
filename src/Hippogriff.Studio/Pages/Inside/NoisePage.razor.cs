using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Insight;
using Hippogriff.Insight.Survival;
using Hippogriff.Studio.Gallery;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Pages.Pictures;
using Microsoft.AspNetCore.Components;

namespace Hippogriff.Studio.Pages.Inside;

/// <summary>
/// Adding noise is fast, so the noisy picture follows the slider. Denoising takes several steps and runs only for the
/// level at which the slider rests; it is cancelled within a step when the slider moves. Results are cached per level.
/// </summary>
public sealed partial class NoisePage : InspectionPage
{
    private readonly Dictionary<int, Cleaned> _kept = [];
    private readonly Newest<int> _sliding;
    private CancellationTokenSource? _cleaning;
    private RgbImage? _source;
    private string? _noised;
    private Cleaned? _cleaned;
    private int _level = 50,
        _round;

    /// <summary>The page.</summary>
    public NoisePage() => _sliding = new(WorkAsync);

    [Inject]
    private IGallery Gallery { get; set; } = null!;

    [Inject]
    private IUploads Uploads { get; set; } = null!;

    private string Percent => $"{_level} %";

    private string Stand => _cleaned?.Level == _level ? "what is found in the noise" : "cleaning";

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _cleaning?.Cancel();

    private Task TakeAsync(GalleryPicture picture) =>
        Gallery.Png(picture.Id) is { } png ? BeginAsync(ImageFile.Decode(png)) : Task.CompletedTask;

    private Task UploadedAsync(string name) => BeginAsync(Uploads.Picture(name));

    private Task BeginAsync(RgbImage source)
    {
        (_source, _cleaned) = (source, null);
        return RenewAsync();
    }

    private Task SayAsync(string words)
    {
        Session.Inside.Prompt = words;
        return RenewAsync();
    }

    private Task SlideAsync(double level)
    {
        _level = (int)level;
        return ShowAsync();
    }

    private Task RenewAsync()
    {
        _kept.Clear();
        _round++;
        return ShowAsync();
    }

    private Task ShowAsync()
    {
        if (_source is null)
            return Task.CompletedTask;
        _cleaning?.Cancel();
        return _sliding.AskAsync(_level);
    }

    private async Task WorkAsync(int level)
    {
        await QuietlyAsync(async stop =>
            _noised = PictureAddress.Inline(
                await InspectAsync(
                    Order(),
                    (pipeline, request, _, token) => pipeline.AddNoiseAsync(_source!, request, level / 100.0, token),
                    stop
                )
            )
        );
        if (level == _level && State.Error is null)
            await CleanAsync(level);
    }

    private async Task CleanAsync(int level)
    {
        if (_kept.TryGetValue(level, out Cleaned? before))
        {
            _cleaned = before;
            return;
        }
        int round = _round;
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(Gone);
        _cleaning = stop;
        await QuietlyAsync(async _ =>
        {
            SurvivalLevel done = await InspectAsync(
                Order(),
                (pipeline, request, _, token) => pipeline.CleanAgainAsync(_source!, request, level / 100.0, token),
                stop.Token
            );
            if (round == _round)
                _kept[level] = _cleaned = new Cleaned(
                    level,
                    PictureAddress.Inline(done.WithoutWords),
                    PictureAddress.Inline(done.WithWords)
                );
        });
        _cleaning = null;
    }

    private JobRequest Order() =>
        Session.Inside.ToOrder() with
        {
            Seed = Session.Inside.Seed.Value ?? 1,
            Width = null,
            Height = null,
        };

    /// <summary>The denoised pictures of one level.</summary>
    private sealed record Cleaned(int Level, string WithoutWords, string WithWords);
}
