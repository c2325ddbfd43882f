using Hippogriff.Models.Text;
using Hippogriff.Pipelines;
using Hippogriff.Story;
using Hippogriff.Story.Game;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Pages.Inside;
using Hippogriff.Studio.Pages.Languages;
using Hippogriff.Studio.Pages.Models;
using Hippogriff.Studio.Pages.Story;
using Hippogriff.Studio.Pages.Tour;
using Hippogriff.Studio.Pages.Tour.Game;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Hippogriff.Studio.Pages.Lesson;

/// <summary>Makes a work sheet with its key, and prints it.</summary>
public sealed partial class LessonPage : InspectionPage
{
    private const long Seed = 7;
    private const int MostNumber = 999,
        MostOffers = 3;
    private readonly List<string> _pictures = [];
    private readonly Dictionary<string, string> _repairs = [];
    private WorkSheet _sheet = new(null, 1);
    private string[] _frames = [];
    private string _model = "";
    private int _number = 1;

    /// <summary>The number of the sheet.</summary>
    [SupplyParameterFromQuery(Name = "sheet")]
    private int? Sheet { get; set; }

    [Inject]
    private PromptReader Reader { get; set; } = null!;

    [Inject]
    private PageModels Installed { get; set; } = null!;

    [Inject]
    private StoryService Stories { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private IJSRuntime Js { get; set; } = null!;

    private static IEnumerable<Puzzle> Sentences => Puzzle.All.Where(puzzle => puzzle.Wrong.Count == 1);

    private string RepairKey =>
        Say[
            "Lesson.Repairs",
            string.Join(
                "; ",
                Sentences.Select(puzzle =>
                {
                    (int place, WrongWord wrong) = puzzle.Wrong.First();
                    string offered = _repairs.GetValueOrDefault(puzzle.Text) ?? string.Join(", ", wrong.Ideas);
                    return Say["Lesson.Repair", puzzle.Text.Split(' ')[place], offered];
                })
            )
        ];

    private string ReadingKey =>
        _sheet.Reading is { } reading
            ? reading.Understood.Count == 0
                ? Say["Lesson.LeavesOut", Listed(reading.Unknown)]
                : Say[
                    "Lesson.LeavesOutDraws",
                    Listed(reading.Unknown),
                    string.Join(", ", reading.Understood.Select(Said))
                ]
            : Say["Lesson.ReadsAny"];

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        int number = Math.Clamp(Sheet ?? 1, 1, MostNumber);
        if (_frames.Length > 0 && number == _number)
            return;
        _number = number;
        _model = Installed.List().FirstOrDefault(model => model.IsDefault)?.Name ?? "";
        _sheet = new WorkSheet(Reader.WordsOf(null), number);
        _frames = [.. _sheet.Frames.Select(ShippedFilm.Frame)];
        _pictures.Clear();
        if (LastLook<Drawn>() is { } last && last.Number == number)
            _pictures.AddRange(last.Pictures);
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        await AskStoriesAsync();
        await DrawAsync();
    }

    private async Task AnotherAsync()
    {
        Navigation.NavigateTo(
            $"/lesson?sheet={_number % MostNumber + 1}",
            new NavigationOptions { ReplaceHistoryEntry = true }
        );
        await Task.Yield(); // the sheet is there now
        await DrawAsync();
    }

    private Task DrawAsync() =>
        RunAsync(
            async stop =>
            {
                WorkSheet sheet = _sheet;
                for (int i = _pictures.Count; i < sheet.Pictures.Count && sheet == _sheet; i++)
                {
                    JobRequest order = new()
                    {
                        Prompt = sheet.Prompts[sheet.Pictures[i]],
                        Seed = Seed,
                        KeepSteps = false,
                    };
                    _pictures.Add(await PictureOfAsync(order, stop));
                    State.Share = (i + 1.0) / sheet.Pictures.Count;
                    StateHasChanged();
                }
                KeepLook(new Drawn(_number, [.. _pictures]));
            },
            new Phrase("Lesson.Done")
        );

    /// <summary>What the story model would write; without one the key has the ideas of the game.</summary>
    private async Task AskStoriesAsync()
    {
        try
        {
            foreach (Puzzle puzzle in Sentences)
            {
                int place = puzzle.Wrong.First().Key;
                IReadOnlyList<Repair> repairs = await Stories.AskAsync(model =>
                {
                    PlotStage stage = new(model);
                    stage.Judge(puzzle.Text, new StoryWish("film"));
                    return stage.Repairs(place, new StoryWish("film"));
                });
                _repairs[puzzle.Text] = string.Join(", ", repairs.Take(MostOffers).Select(repair => repair.Text));
            }
            StateHasChanged();
        }
        catch (HippogriffException) { } // no story model is installed
    }

    private string Said(UnderstoodWord word) => Say["Lesson.Said", word.Typed, word.DrawnAs];

    private async Task PrintAsync()
    {
        await using IJSObjectReference module = await Js.InvokeAsync<IJSObjectReference>(
            "import",
            "/" + PageAssets.Address("view.js")
        );
        await module.InvokeVoidAsync("printPage");
    }

    private string Listed(IReadOnlyList<string> words) =>
        words.Count == 0 ? Say["Lesson.Nothing"] : string.Join(", ", words);

    private sealed record Drawn(int Number, string[] Pictures);
}
