using Hippogriff.Imaging;
using Hippogriff.Insight.Spread;
using Hippogriff.Pipelines;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Pages.Languages;
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
                Say[
                    "Inside.Spread.Ratio." + Within(space),
                    _story.Ratios[space].Value,
                    _story.Ratios[space].Low,
                    _story.Ratios[space].High
                ]
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
                    throw new HippogriffException(Say["Inside.Spread.Most", MostPrompts, prompts.Length]);
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
            new Phrase("Inside.Spread.Done")
        );

    private string Figures(PromptCloud cloud) =>
        Say[
            "Inside.Spread.Apart",
            string.Join(
                ", ",
                _story!.Spaces.Select(space =>
                    Say[
                        "Inside.Spread.Apart." + Within(space),
                        cloud.Spreads[space].Value,
                        Math.Max(0, cloud.Spreads[space].Low),
                        cloud.Spreads[space].High
                    ]
                )
            )
        ];

    private static string Within(string space) => space == FeatureSpace.Pixels.Name ? "Pixels" : "Network";
}
