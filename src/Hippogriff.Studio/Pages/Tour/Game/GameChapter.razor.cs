using System.Globalization;
using Hippogriff.Story;
using Hippogriff.Story.Game;
using Hippogriff.Studio.Pages.Languages;
using Hippogriff.Studio.Pages.Shell;
using Hippogriff.Studio.Pages.Story;
using Microsoft.AspNetCore.Components;

namespace Hippogriff.Studio.Pages.Tour.Game;

/// <summary>The game. <see cref="PuzzleState"/> holds it; the story model offers words and says its shares.</summary>
public sealed partial class GameChapter : TextComponent, IDisposable
{
    private const int Chapter = 1,
        Shares = 5,
        Offers = 4,
        AllWords = 10_000;
    private static readonly TimeSpan s_pace = TimeSpan.FromMilliseconds(160);

    /// <summary>Odd words among the offers; whoever takes one has a story of their own.</summary>
    private static readonly string[] s_odd = ["potatoes", "trumpet", "curtains", "teapot", "umbrella"];
    private readonly CancellationTokenSource _gone = new();
    private readonly HashSet<int> _won = [];
    private PuzzleState _state = new(Puzzle.All[0]);
    private Genre _genre = Genre.All[0];
    private IReadOnlyList<Repair> _repairs = [];
    private IReadOnlyList<string> _offers = [];
    private IReadOnlyList<(string Word, double Share, bool Yours)> _shares = [];
    private string? _error;
    private string _own = "";
    private int _level,
        _score,
        _round;
    private bool _walking;

    [CascadingParameter]
    private TourVisit Visit { get; set; } = null!;

    [CascadingParameter]
    private ViewSettings View { get; set; } = new();

    [Inject]
    private StoryService Service { get; set; } = null!;

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    /// <inheritdoc/>
    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    private void Begin(int level)
    {
        (_level, _state, _genre, _error, _shares) = (level, new(Puzzle.All[level]), Genre.All[0], null, []);
        _walking = false;
        _round++;
    }

    private async Task PickAsync(int place)
    {
        _state.Pick(place);
        (_offers, _repairs, _error, _own) = ([], [], null, "");
        if (_state.Picked is null)
            return;
        PuzzleState asked = _state;
        string[] words = [.. asked.Words];
        HashSet<int> doubted = asked.Puzzle.IsFree
            ? [.. Enumerable.Range(0, words.Length).Where(i => !asked.Mended.ContainsKey(i))]
            : [.. asked.Left];
        StoryWish wish = asked.Puzzle.IsFree ? _genre.Finding : _genre.Judging;
        await AskAsync(async () =>
        {
            IReadOnlyList<Repair> repairs = await Service.AskAsync(model =>
                new PlotJudge(model).Repairs(words, place, AllWords, wish, doubted)
            );
            if (_state != asked || _state.Picked != place)
                return; // another level or word by now
            _repairs = repairs;
            _offers = OffersFor(place);
        });
    }

    /// <summary>What is offered: the model's words; where a word is known to be wrong, ideas and an odd one.</summary>
    private IReadOnlyList<string> OffersFor(int place)
    {
        string[] believed = [.. _repairs.Take(Offers).Select(repair => repair.Text)];
        if (!_state.Puzzle.Wrong.TryGetValue(place, out WrongWord? wrong))
            return believed;
        string[] ideas = [.. wrong.Ideas, .. believed.Except(wrong.Ideas).Take(1)];
        int at = place % (ideas.Length + 1); // the odd one stands among the others, not always last
        return [.. ideas[..at], s_odd[(place + _level) % s_odd.Length], .. ideas[at..]];
    }

    private Task OwnAsync() => MendAsync(_own);

    private Task MendAsync(string word)
    {
        Repair? known = _repairs.FirstOrDefault(r => r.Text.Equals(word.Trim(), StringComparison.OrdinalIgnoreCase));
        bool isNew = _state.Picked is { } place && !_state.Mended.ContainsKey(place);
        if (!_state.Mend(word, known?.Chance ?? (s_odd.Contains(word) ? 0 : null)))
            return Task.CompletedTask;
        if (isNew)
            _score++;
        string mine = _state.Words[_state.Last!.Value];
        _shares =
        [
            .. _repairs
                .Take(Shares)
                .Concat(known is null || _repairs.Take(Shares).Contains(known) ? [] : [known])
                .Select(r => (r.Text, r.Chance, r.Text.Equals(mine, StringComparison.OrdinalIgnoreCase))),
        ];
        if (_state.IsDone)
            Win();
        return Task.CompletedTask;
    }

    private void Win()
    {
        _won.Add(_level);
        Visit.Play(Chapter);
    }

    private Task WishAsync(Genre genre)
    {
        _genre = genre;
        _state.Tell(new Phrase("Game.Wished", new Phrase(genre.Text)));
        return _state.Picked is { } place ? PickAsync(place) : Task.CompletedTask;
    }

    /// <summary>The model finds a plot; what was mended by hand stays. Words flip until it stands there.</summary>
    private async Task WalkAsync()
    {
        if (_walking)
            return;
        (_walking, _error, _shares) = (true, null, []);
        (PuzzleState walked, int round) = (_state, _round);
        walked.Tell(new Phrase("Game.Looks"));
        await AskAsync(async () =>
        {
            PlotSampler sampler = await Service.AskAsync(model => Sampler(model, walked));
            using PeriodicTimer timer = new(s_pace, Clock);
            while (!sampler.IsDone && round == _round)
            {
                walked.Take(await Service.AskAsync(_ => (string[])[.. sampler.Step().Words.Select(w => w.Text)]));
                if (View.Still)
                    continue;
                StateHasChanged();
                await timer.WaitForNextTickAsync(_gone.Token);
            }
            if (round != _round)
                return;
            walked.Found();
            Win();
        });
        _walking = false;
    }

    private PlotSampler Sampler(StoryModel model, PuzzleState walked) =>
        new PlotFinder(model).Begin(
            new PlotRequest
            {
                Start = [.. walked.Words],
                Wish = _genre.Finding,
                Locked = [.. walked.Mended.Keys],
                Seed = Clock.GetTimestamp(),
            }
        );

    /// <summary>Asks the model; what is wrong is said, and the game goes on without its shares.</summary>
    private async Task AskAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (HippogriffException wrong)
        {
            _error = Say["Game.PlayOn", Say.Fault(wrong)];
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested) { }
    }

    /// <summary>A word that flips is a new element; otherwise its button keeps the focus.</summary>
    private (int, string) Key(int place) => (place, _walking ? _state.Words[place] : $"round {_round}");

    private string Named(int level) =>
        Say[
            _won.Contains(level) ? "Game.Level.Done" : "Game.Level",
            level + 1,
            Say[$"Game.{Puzzle.All[level].Id}.Name"]
        ];

    private string Look(int place) =>
        _state.Picked == place ? "picked"
        : _state.Mended.ContainsKey(place) ? "mended"
        : _state.Fine.Contains(place) ? "dim"
        : "";

    private string? Fate(int place) =>
        _state.Mended.ContainsKey(place) ? Say["Game.Mended"]
        : _state.Fine.Contains(place) ? Say["Game.Fits"]
        : null;

    private static string Wide(double share) =>
        string.Create(CultureInfo.InvariantCulture, $"width: {Math.Min(100, 100 * share):0.#}%");
}
