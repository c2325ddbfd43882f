using Hippogriff.Insight.Spread;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Pages.Inside;
using Hippogriff.Studio.Pages.Languages;
using Hippogriff.Studio.Pages.Models;
using Hippogriff.Studio.Pages.Pictures;
using Microsoft.AspNetCore.Components;

namespace Hippogriff.Studio.Pages.Tour;

/// <summary>
/// Draws the prompts up to the chosen one and measures their spread, with the fast model if it is there.
/// </summary>
public sealed partial class TargetPane : InspectionPage
{
    private const int Chapter = 6,
        Pictures = 6;
    private const string Fast = "first-fast";

    private readonly SpreadLadder _ladder = new(Pictures);
    private readonly List<IReadOnlyList<string>> _clouds = [];
    private SpreadStory? _story;
    private (double X, double Y)[] _all = [];
    private int _at;

    [CascadingParameter]
    private TourVisit Visit { get; set; } = null!;

    [Inject]
    private PageModels Installed { get; set; } = null!;

    /// <summary>The prompts, each of which says more.</summary>
    private string[] Prompts => Say["Tour.Target.Prompts"].Split('\n', StringSplitOptions.TrimEntries);

    private Phrase? Waiting =>
        State.Waits ?? (State.Busy ? new Phrase("Tour.Target.Drawn", Prompts[_clouds.Count], 100 * State.Share) : null);

    private Phrase Said
    {
        get
        {
            if (_at >= _clouds.Count)
                return new Phrase("Tour.Target.SayMore");
            double first = Spread(0),
                now = Spread(_at);

            return _at == 0
                ? new Phrase("Tour.Target.First", now)
                : new Phrase("Tour.Target.Apart", now, now / first, Prompts[0]);
        }
    }

    /// <inheritdoc/>
    protected override Task OnInitializedAsync() => MoreAsync(0);

    private double Spread(int prompt) => _story!.Prompts[prompt].Spreads[_story.Spaces[0]].Value;

    private async Task MoreAsync(double at)
    {
        _at = (int)at;
        if (_at > 0)
            Visit.Play(Chapter);
        await RunAsync(async stop =>
        {
            while (_clouds.Count <= _at) // the slider may go on meanwhile
            {
                SpreadStory story = await InspectAsync(
                    Order with
                    {
                        Prompt = Prompts[_clouds.Count],
                    },
                    (pipeline, request, progress, token) => _ladder.NextAsync(pipeline, request, progress, token),
                    stop
                );
                _clouds.Add([.. _ladder.Drawn[^1].Select(PictureAddress.Inline)]);
                (_story, _all) = (story, [.. story.Prompts.SelectMany(prompt => prompt.Places)]);
                StateHasChanged();
            }
        });
    }

    private JobRequest Order =>
        new()
        {
            Prompt = "",
            Seed = 1,
            Model = Installed.List().Any(model => model is { Name: Fast, Fault: null }) ? Fast : null,
        };
}
