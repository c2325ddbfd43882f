using System.Globalization;
using Hippogriff.Imaging;
using Hippogriff.Insight.Spread;
using Hippogriff.Pipelines;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Pages.Pictures;

namespace Hippogriff.Studio.Pages.Inside;

/// <summary>
/// Draws prompt by prompt and measures all pictures after each. Each prompt is a separate inspection, so that jobs can
/// run in between.
/// </summary>
public sealed partial class SpreadPage : InspectionPage
{
    private const int Default = 6,
        MostSeeds = 16,
        MostPrompts = 8;
    private readonly List<IReadOnlyList<string>> _pictures = [];
    private SpreadStory? _story;
    private (double X, double Y)[] _all = [];
    private int _seeds = Default;

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        if (LastLook<Look>() is not { } last)
            return;
        (_story, _all) = (last.Story, last.All);
        _pictures.AddRange(last.Pictures);
    }

    private sealed record Look(
        SpreadStory Story,
        (double X, double Y)[] All,
        IReadOnlyList<IReadOnlyList<string>> Pictures
    );

    private string Ratio =>
        string.Join(
            " ",
            _story!.Spaces.Select(space =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Within(space, capital: true)} the last prompt spreads "
                        + $"{_story.Ratios[space].Value:0.00} times as much as the first (95 % range "
                        + $"{_story.Ratios[space].Low:0.00} to {_story.Ratios[space].High:0.00})."
                )
            )
        );

    private Task ClimbAsync() =>
        RunAsync(
            async stop =>
            {
                string[] prompts =
                [
                    .. Session.SpreadPrompts.Split(
                        '\n',
                        StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries
                    ),
                ];
                if (prompts.Length is 0 or > MostPrompts)
                    throw new HippogriffException(
                        $"1 to {MostPrompts} prompts are drawn, one a line, not {prompts.Length}."
                    );
                if (Session.Inside.Seed.Next is null)
                    Session.Inside.Seed.Roll(); // one for all prompts
                JobRequest order = Session.Inside.ToOrder();
                SpreadLadder ladder = new(_seeds);
                (_story, _all) = (null, []);
                _pictures.Clear();
                for (int i = 0; i < prompts.Length; i++)
                {
                    SpreadStory story = await InspectAsync(
                        order with
                        {
                            Prompt = prompts[i],
                        },
                        (pipeline, request, progress, token) => ladder.NextAsync(pipeline, request, progress, token),
                        stop,
                        i / (double)prompts.Length,
                        1.0 / prompts.Length
                    );
                    _pictures.Add([.. ladder.Drawn[i].Select(PictureAddress.Inline)]);
                    (_story, _all) = (story, [.. story.Prompts.SelectMany(prompt => prompt.Places)]);
                    Session.Inside.Seed.Used(story.Settings.Seed);
                    KeepLook(new Look(story, _all, [.. _pictures]));
                    StateHasChanged();
                }
            },
            "All prompts are drawn and measured."
        );

    private string Figures(PromptCloud cloud) =>
        "Two pictures are apart "
        + string.Join(
            ", ",
            _story!.Spaces.Select(space =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Within(space)} by {cloud.Spreads[space].Value:0.0} "
                        + $"({Math.Max(0, cloud.Spreads[space].Low):0.0} to {cloud.Spreads[space].High:0.0})"
                )
            )
        )
        + ".";

    private static string Within(string space, bool capital = false) =>
        (capital, space == FeatureSpace.Pixels.Name) switch
        {
            (false, true) => "in pixels",
            (true, true) => "In pixels",
            (false, false) => "in the network",
            _ => "In the network",
        };
}
