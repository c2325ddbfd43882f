using Hippogriff.Imaging;
using Hippogriff.Insight;
using Hippogriff.Insight.Survival;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Pages.Inside;
using Hippogriff.Studio.Pages.Languages;
using Hippogriff.Studio.Pages.Pictures;
using Microsoft.AspNetCore.Components;

namespace Hippogriff.Studio.Pages.Tour;

/// <summary>
/// Adds noise as the slider says and denoises when asked, by the page that inspects noise. Results are kept by level.
/// </summary>
public sealed partial class DotsChapter : InspectionPage
{
    private const int Chapter = 2,
        Finest = 10,
        Close = 32; // of 255
    private const byte Paper = 230; // what is lighter is the white around the apple
    private const long Seed = 7;
    private static readonly string s_clean = PictureAddress.Inline(ShippedFilm.Picture);
    private readonly Dictionary<int, string> _noised = [];
    private readonly Dictionary<int, CleanedDots> _found = [];
    private readonly Newest<int> _sliding;
    private int _level = 50;
    private bool _begun;

    /// <summary>The chapter.</summary>
    public DotsChapter() => _sliding = new(AddDotsAsync);

    [CascadingParameter]
    private TourVisit Visit { get; set; } = null!;

    private Phrase Said =>
        !_found.TryGetValue(_level, out CleanedDots? found) ? new Phrase("Tour.Dots.Few")
        : found.Back >= 80 ? new Phrase("Tour.Dots.Same", found.Back)
        : found.Back >= 50 ? new Phrase("Tour.Dots.Close", found.Back)
        : new Phrase("Tour.Dots.Own", found.Back);

    /// <inheritdoc/>
    protected override void OnInitialized() => Visit.Changed += OnVisit;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => Visit.Changed -= OnVisit;

    private void OnVisit() =>
        _ = InvokeAsync(async () =>
        {
            if (Visit.Now != Chapter || _begun)
                return;
            _begun = true;
            await _sliding.AskAsync(_level);
        });

    private Task SlideAsync(double level)
    {
        _level = (int)level;
        return _sliding.AskAsync(_level);
    }

    private Task AddDotsAsync(int level) =>
        _noised.ContainsKey(level)
            ? Task.CompletedTask
            : QuietlyAsync(async stop =>
                _noised[level] = PictureAddress.Inline(
                    await InspectAsync(
                        Order,
                        (pipeline, request, _, token) =>
                            pipeline.AddNoiseAsync(ShippedFilm.Picture, request, level / 100.0, token),
                        stop
                    )
                )
            );

    private Task CleanAsync()
    {
        int level = _level;
        return RunAsync(async stop =>
        {
            SurvivalLevel done = await InspectAsync(
                Order,
                (pipeline, request, _, token) =>
                    pipeline.CleanAgainAsync(ShippedFilm.Picture, request, level / 100.0, token),
                stop
            );
            _found[level] = new CleanedDots(PictureAddress.Inline(done.WithoutWords), Back(done.WithoutWords));
            Visit.Play(Chapter);
        });
    }

    /// <summary>How many of 100 pixels of the apple are close to what they were, in every colour.</summary>
    private static int Back(RgbImage found)
    {
        RgbImage before = ImageScaling.Cover(ShippedFilm.Picture, found.Width, found.Height);
        int[] apple =
        [
            .. Enumerable
                .Range(0, found.Width * found.Height)
                .Where(pixel => before.Pixels.AsSpan(3 * pixel, 3).ContainsAnyInRange((byte)0, Paper)),
        ];
        int close = apple.Count(pixel =>
            Enumerable.Range(3 * pixel, 3).All(at => Math.Abs(found.Pixels[at] - before.Pixels[at]) <= Close)
        );
        return (int)Math.Round(100.0 * close / Math.Max(1, apple.Length));
    }

    private static JobRequest Order => new() { Prompt = "", Seed = Seed };

    /// <summary>What came out at a level.</summary>
    private sealed record CleanedDots(string Picture, int Back);
}
