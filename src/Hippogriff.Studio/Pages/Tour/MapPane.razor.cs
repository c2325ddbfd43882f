using System.Globalization;
using System.Net;
using Hippogriff.Insight;
using Hippogriff.Insight.Meaning;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Pages.Inside;
using Hippogriff.Studio.Pages.Languages;
using Hippogriff.Studio.Pages.Shell;
using Microsoft.AspNetCore.Components;

namespace Hippogriff.Studio.Pages.Tour;

/// <summary>Computes the map once, and puts what is written on it.</summary>
public sealed partial class MapPane : InspectionPage
{
    private const int Chapter = 6,
        Named = 3,
        LongestFlag = 30;
    private static readonly JobRequest s_order = new() { Prompt = "" };

    /// <summary>Groups of things that can be pictured, without second names of the same thing.</summary>
    private static readonly string[] s_groups = ["animals", "food", "plants", "vehicles", "things", "sky"],
        s_secondNames =

        [
            "kitten",
            "puppy",
            "hippopotamus",
            "pony",
            "piglet",
            "bunny",
            "tortoise",
            "toadstool",
            "automobile",
            "spaceship",
            "sailboat",
            "football",
        ];
    private MeaningMap? _map;
    private MapLook _layout = MapLook.Empty;
    private string[] _near = [];
    private string _text = "italian food";
    private Phrase _said = new("Tour.Map.Nobody");

    [CascadingParameter]
    private TourVisit Visit { get; set; } = null!;

    [CascadingParameter]
    private ViewSettings View { get; set; } = new();

    private (int Width, int Height) Size => View.Wide ? (600, 350) : (360, 380);

    /// <inheritdoc/>
    protected override Task OnInitializedAsync() => DrawAsync();

    private Task DrawAsync() =>
        RunAsync(
            async stop =>
            {
                _map = await InspectAsync(
                    s_order,
                    (pipeline, _, progress, token) => pipeline.MapAsync(Plan(), progress, token),
                    stop
                );
                _layout = MapLook.Of(_map, null, Size);
            },
            new Phrase("Tour.Map.Drawn")
        );

    private static MapPlan Plan() =>
        new(
            [
                .. WordGroups
                    .First.Where(group => s_groups.Contains(group.Name))
                    .Select(group => group with { Words = [.. group.Words.Except(s_secondNames)] }),
            ],
            Pictures: false
        );

    private Task PutAsync() =>
        _map is not { } map || _text.Trim().Length == 0
            ? Task.CompletedTask
            : RunAsync(async stop =>
            {
                string text = _text.Trim();
                IReadOnlyList<WanderStop> way = await InspectAsync(
                    s_order with
                    {
                        Prompt = text,
                    },
                    (pipeline, _, _, token) => pipeline.WanderAsync(map, text, token),
                    stop
                );
                if (way.Count == 0)
                {
                    (_near, _said) = ([], new Phrase("Tour.Map.NoPlace", text));
                    _layout = MapLook.Of(map, null, Size);
                    return;
                }
                WanderStop end = way[^1];
                string shown = text.Length > LongestFlag ? text[..LongestFlag] + "…" : text;
                _near = [.. end.Nearest.Take(Named).Select(near => near.Text)];
                _layout = MapLook.Of(map, (shown, end.X, end.Y), Size);
                _said = new Phrase("Tour.Map.Lies", shown, string.Join(", ", _near));
                Visit.Play(Chapter);
            });

    private static string Label(MapBox box) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"<text x=\"{box.MiddleX:0.#}\" y=\"{box.MiddleY:0.#}\">{WebUtility.HtmlEncode(box.Text)}</text>"
        );

    private static string N(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}
