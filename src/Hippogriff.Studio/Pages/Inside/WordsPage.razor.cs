using Hippogriff.Insight;
using Hippogriff.Insight.Attention;
using Hippogriff.Pipelines;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Pages.Forms;
using Hippogriff.Studio.Pages.Languages;
using Hippogriff.Studio.Pages.Pictures;

namespace Hippogriff.Studio.Pages.Inside;

/// <summary>
/// Draws a picture with attention maps. Pictures without a word are drawn on request and kept until the next picture.
/// </summary>
public sealed partial class WordsPage : InspectionPage
{
    private readonly Dictionary<int, Missing> _struck = [];
    private AttentionStory? _story;
    private JobRequest? _order;
    private string _plain = "";
    private string[] _heats = [];
    private int? _chosen;

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        if (LastLook<Look>() is not { } last)
            return;
        (_story, _order, _plain, _heats) = (last.Story, last.Order, last.Plain, last.Heats);
        foreach ((int place, Missing struck) in last.Struck)
            _struck[place] = struck;
    }

    private Missing? Struck => _chosen is { } place ? _struck.GetValueOrDefault(place) : null;

    private string Hint =>
        string.Join(
            ' ',
            [
                _story!.Words.Count == 0 ? Say["Inside.Words.NoWords"] : Say["Inside.Words.HowMuch"],
                .. new PromptReading(_story.Reading, Negative: null).Sentences(),
            ]
        );

    private string HeatAlt =>
        _chosen is { } place
            ? Say["Inside.Words.HeatAlt", _story!.Words[place].Word, Spoken.Named(_story.Settings.Prompt)]
            : Say["Inside.Words.PictureAlt", Spoken.Named(_story!.Settings.Prompt)];

    private Task DrawAsync() =>
        RunAsync(
            async stop =>
            {
                JobRequest order = Session.Inside.ToOrder();
                AttentionStory story = await InspectAsync(
                    order,
                    (pipeline, request, progress, token) => pipeline.AttentionAsync(request, progress, token),
                    stop
                );
                AttentionStory shown = story.Contrasted();
                double hottest = shown.Words.Count == 0 ? 0 : shown.Words.Max(word => (double)word.Map.Peak);
                (_order, _story, _chosen, _plain) = (
                    order with
                    {
                        Seed = story.Settings.Seed,
                    },
                    story,
                    null,
                    PictureAddress.Inline(story.Image)
                );
                _heats = [.. shown.Words.Select(word => PictureAddress.Inline(word.Map.Over(story.Image, hottest)))];
                _struck.Clear();
                Keep();
                Session.Inside.Seed.Used(story.Settings.Seed);
            },
            new Phrase("Inside.Words.Done")
        );

    private void Choose(int place) => _chosen = _chosen == place ? null : place;

    private Task StrikeAsync(int place) =>
        RunAsync(
            async stop =>
            {
                StruckWord struck = (
                    await InspectAsync(
                        _order!,
                        (pipeline, request, progress, token) =>
                            pipeline.StrikeOutAsync(request, [place], progress, token),
                        stop
                    )
                )[0];
                _struck[place] = new Missing(
                    struck.Word,
                    struck.Prompt,
                    PictureAddress.Inline(struck.Image),
                    PictureAddress.Inline(struck.Difference.ToImage()),
                    struck.Difference.Strength
                );
                Keep();
            },
            new Phrase("Inside.Words.Struck")
        );

    private string Read(WordHeat word) => Say["Inside.Words.Share", 100 * word.Share];

    private void Keep() => KeepLook(new Look(_story!, _order!, _plain, _heats, _struck.ToArray()));

    /// <summary>What is shown.</summary>
    private sealed record Look(
        AttentionStory Story,
        JobRequest Order,
        string Plain,
        string[] Heats,
        IReadOnlyList<KeyValuePair<int, Missing>> Struck
    );

    /// <summary>A removed word for display.</summary>
    private sealed record Missing(string Word, string Prompt, string Picture, string Difference, double Strength);
}
