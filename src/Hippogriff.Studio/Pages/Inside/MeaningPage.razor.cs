using Hippogriff.Insight.Drawing;
using Hippogriff.Insight.Meaning;
using Hippogriff.Pipelines;
using Hippogriff.Studio.Configuration;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Pages.Forms;
using Hippogriff.Studio.Pages.Languages;
using Hippogriff.Studio.Pages.Models;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Hippogriff.Studio.Pages.Inside;

/// <summary>
/// Computes the map, passes it to the script, and follows typed text. Only the newest text is processed, however slow
/// the model is.
/// </summary>
public sealed partial class MeaningPage : InspectionPage, IAsyncDisposable
{
    private const int MostNamed = 5;
    private IReadOnlyList<(string Value, string Text)> Layouts =>
        [
            (nameof(MapLayout.Neighbours), Say["Inside.Map.Neighbours"]),
            (nameof(MapLayout.Axes), Say["Inside.Map.Axes"]),
        ];
    private IReadOnlyList<(string Value, string Text)> Extents =>
        [("groups", Say["Inside.Map.OfGroups"]), ("all", Say["Inside.Map.AllWords"])];
    private readonly Newest<(string Prompt, string Other)> _typed;
    private readonly Newest<(MapLayout Layout, bool All, JobRequest With)> _asked;
    private readonly ScriptPart<MeaningMap> _shown;
    private DrawingForm _form = new();
    private IJSObjectReference? _module;
    private ElementReference _root;
    private MeaningMap? _map;
    private (MeaningMap Map, string Language) _attached;
    private MapLayout _layout;
    private bool _all;
    private JobRequest? _drawnWith;
    private string _prompt = "",
        _other = "",
        _keptPrompt = "",
        _keptOther = "",
        _missing = "";
    private Phrase? _near,
        _alike;

    /// <summary>The page.</summary>
    public MeaningPage() => (_typed, _asked, _shown) = (new(WanderAsync), new(LayOutAsync), new(AttachAsync));

    [Inject]
    private PageModels Installed { get; set; } = null!;

    [Inject]
    private StudioOptions Options { get; set; } = null!;

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        if (LastLook<Look>() is not { } last)
            return;
        (_map, _drawnWith, _form, _layout, _all) = (last.Map, last.With, last.Form, last.Layout, last.All);
        (_prompt, _other) = (_keptPrompt, _keptOther) = (last.Prompt, last.Other);
    }

    private sealed record Look(
        MeaningMap Map,
        JobRequest With,
        DrawingForm Form,
        MapLayout Layout,
        bool All,
        string Prompt,
        string Other
    );

    private void Keep(MeaningMap map) => KeepLook(new Look(map, _drawnWith!, _form, _layout, _all, _prompt, _other));

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _module = await Js.InvokeAsync<IJSObjectReference>("import", "/" + PageAssets.Address("map.js"));
            if (_map is null)
            {
                await DrawAsync(); // and what is drawn with it comes here again
                return;
            }
        }
        if (_map is null || (_map, Say.Language) == _attached || _module is null)
            return;
        _attached = (_map, Say.Language);
        await _shown.ShowAsync(_map);
        await _typed.AskAsync((_prompt, _other));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Dispose();
        try
        {
            await _shown.DisposeAsync();
            if (_module is not null)
                await _module.DisposeAsync();
        }
        catch (JSDisconnectedException) { } // the window is gone, and its modules with it
    }

    private ValueTask<IJSObjectReference> AttachAsync(MeaningMap map) =>
        _module!.InvokeAsync<IJSObjectReference>("attach", _root, MapPage.Data(map), Told(map));

    private string NameOf(string group)
    {
        string key = group == WordGroups.Other ? "other" : group;
        return Say[$"Inside.Map.Group.{key}"];
    }

    /// <summary>What the map says, in the language of the page.</summary>
    private object Told(MeaningMap map) =>
        new
        {
            Groups = map
                .Points.Select(point => point.Group)
                .Distinct()
                .Where(group => group == WordGroups.Other || WordGroups.First.Any(first => first.Name == group))
                .ToDictionary(group => group, NameOf),
            Alike = Say["Inside.Map.MostAlike"],
            Mark = Say["Language.DecimalMark"],
            Figures = map.Labels.Count == 0
                ? ""
                : Say[
                    "Inside.Map.Counts",
                    map.Points.Count,
                    map.Labels.Count,
                    100 * map.InSpace.Neighbours,
                    100 * map.OnMap.Neighbours,
                    100 * map.InSpace.Chance
                ],
        };

    /// <summary>Computes the map for the fields; cancels an earlier computation.</summary>
    private Task DrawAsync()
    {
        Cancel();
        return _asked.AskAsync((_layout, _all, _form.ToOrder()));
    }

    private Task LayOutAsync((MapLayout Layout, bool All, JobRequest With) asked) =>
        RunAsync(
            async stop =>
            {
                MeaningMap map = await InspectAsync(
                    asked.With,
                    (pipeline, request, progress, token) =>
                        pipeline.RunAsync(
                            (model, ending) =>
                            {
                                using IDisposable? changed = model.Adapt(request.Loras ?? []);
                                return MeaningMaps.Of(
                                    model,
                                    new MapPlan(
                                        All: asked.All,
                                        Layout: asked.Layout,
                                        Pictures: !model.Facts.ReadsClip // which takes such models minutes
                                    ),
                                    progress,
                                    ending
                                );
                            },
                            token
                        ),
                    stop
                );
                (_map, _drawnWith) = (map, asked.With);
                Keep(map);
            },
            new Phrase("Inside.Map.Done")
        );

    private Task TakeLayoutAsync(string? name)
    {
        _layout = name == nameof(MapLayout.Axes) ? MapLayout.Axes : MapLayout.Neighbours;
        return DrawAsync();
    }

    private Task ExtendAsync(string? extent)
    {
        _all = extent == "all";
        return DrawAsync();
    }

    private Task TakeModelAsync(string? model)
    {
        _form.Model = model;
        return DrawAsync();
    }

    private Task TypeAsync(ChangeEventArgs change)
    {
        _prompt = change.Value as string ?? "";
        return _typed.AskAsync((_prompt, _other));
    }

    private Task TypeOtherAsync(ChangeEventArgs change)
    {
        _other = change.Value as string ?? "";
        return _typed.AskAsync((_prompt, _other));
    }

    /// <summary>Computes the path of the prompt, its nearest texts, and the similarity of the two texts.</summary>
    private Task WanderAsync((string Prompt, string Other) typed) =>
        _map is not { } map || _shown.Now is not { } shown
            ? Task.CompletedTask
            : QuietlyAsync(async stop =>
            {
                Keep(map);
                (IReadOnlyList<WanderStop> way, double? alike, IReadOnlyList<string> said) = await InspectAsync(
                    _drawnWith! with
                    {
                        Prompt = typed.Prompt.Trim(),
                    },
                    (pipeline, request, _, token) =>
                        pipeline.RunAsync(
                            (model, _) =>
                            {
                                using IDisposable? changed = model.Adapt(request.Loras ?? []);
                                IReadableModel readable = model.Readable();
                                bool two =
                                    readable.WordsOf(typed.Prompt).Count > 0 && readable.WordsOf(typed.Other).Count > 0;
                                IReadOnlyList<float[]> both = two
                                    ? map.VectorsOf(readable, [typed.Prompt, typed.Other])
                                    : [];
                                return (
                                    map.Wander(readable, typed.Prompt),
                                    two ? map.Similarity(both[0], both[1]) : (double?)null,
                                    SentencesAbout(readable, [typed.Prompt, typed.Other])
                                );
                            },
                            token
                        ),
                    stop
                );
                _missing = string.Join(' ', said);
                _near =
                    way.Count == 0
                        ? new Phrase("Inside.Map.Type")
                        : new Phrase(
                            "Inside.Map.Nearest",
                            way[^1].Text,
                            string.Join(", ", way[^1].Nearest.Take(MostNamed).Select(Said))
                        );
                _alike = alike is { } cosine ? new Phrase("Inside.Map.Alike", cosine) : null;
                if (_shown.Now == shown) // else another map came meanwhile, and asks again
                    await shown.InvokeVoidAsync("trail", stop, MapPage.Stops(way));
            });

    /// <summary>Warnings about texts that are not read as written, and the placement of unreadable ones.</summary>
    private static IReadOnlyList<string> SentencesAbout(IReadableModel model, string[] texts) =>
        [
            .. texts.Select(text => OpenWords.Sentence(model, text)).OfType<string>(),
            .. PromptReading.Sentences([
                .. texts.Select(text => new PromptReading(model.ReadingNow(text), Negative: null)),
            ]),
        ];

    private string Said(Likeness near) => Say["Inside.Map.Said", near.Text, near.Similarity];
}
