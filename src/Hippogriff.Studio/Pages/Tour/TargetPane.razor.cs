using System.Globalization;
using Hippogriff.Insight.Spread;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Pages.Inside;
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
    private static readonly string[] s_prompts =
    [
        "a picture",
        "a cat",
        "a blue cat",
        "a blue cat on the grass at night",
    ];
    private readonly SpreadLadder _ladder = new(Pictures);
    private readonly List<IReadOnlyList<string>> _clouds = [];
    private SpreadStory? _story;
    private (double X, double Y)[] _all = [];
    private int _at;

    [CascadingParameter]
    private TourVisit Visit { get; set; } = null!;

    [Inject]
    private PageModels Installed { get; set; } = null!;

    private string Waiting =>
        State.Waits.Length > 0 ? State.Waits
        : State.Busy ? $"Six pictures of “{s_prompts[_clouds.Count]}” are drawn: {100 * State.Share:0} %"
        : "";

    private string Said
    {
        get
        {
            if (_at >= _clouds.Count)
                return "Say more, and see how the pictures grow alike.";
            double first = Spread(0),
                now = Spread(_at);
            string apart = string.Create(CultureInfo.InvariantCulture, $"Two pictures lie {now:0.0} apart");
            return _at == 0
                ? $"{apart}. It says almost nothing, so anything can come."
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"{apart}: {now / first:0.00} times as far as those of “{s_prompts[0]}”."
                );
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
                        Prompt = s_prompts[_clouds.Count],
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
