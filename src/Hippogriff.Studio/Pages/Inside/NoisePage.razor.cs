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
    private long? _picked;
    private int _level = 50,
        _round;

    /// <summary>The page.</summary>
    public NoisePage() => _sliding = new(WorkAsync);

    [Inject]
    private IGallery Gallery { get; set; } = null!;

    [Inject]
    private IUploads Uploads { get; set; } = null!;

    private string Percent => $"{_level} %";

    private string Stand => _cleaned?.Level == _level ? Say["Inside.Noise.Found"] : Say["Inside.Noise.Cleaning"];

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        if (LastLook<Look>() is not { } last)
            return;
        (_source, _picked, _level, _noised, _cleaned) = (
            last.Source,
            last.Picked,
            last.Level,
            last.Noised,
            last.Cleaned
        );
        foreach ((int level, Cleaned cleaned) in last.Kept)
            _kept[level] = cleaned;
    }

    private sealed record Look(
        RgbImage Source,
        long? Picked,
        int Level,
        string? Noised,
        Cleaned? Cleaned,
        IReadOnlyDictionary<int, Cleaned> Kept
    );

    private void Keep() =>
        KeepLook(new Look(_source!, _picked, _level, _noised, _cleaned, new Dictionary<int, Cleaned>(_kept)));

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _cleaning?.Cancel();

    private Task TakeAsync(GalleryPicture picture) =>
        Gallery.Png(picture.Id) is { } png ? BeginAsync(ImageFile.Decode(png), picture.Id) : Task.CompletedTask;

    private Task UploadedAsync(string name) => BeginAsync(Uploads.Picture(name), null);

    private Task BeginAsync(RgbImage source, long? picked)
    {
        (_source, _picked, _cleaned) = (source, picked, null);
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
        Keep();
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
