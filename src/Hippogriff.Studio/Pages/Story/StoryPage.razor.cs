using Hippogriff.Story;
using Hippogriff.Story.Game;
using Hippogriff.Studio.Pages.Languages;
using Hippogriff.Studio.Pages.Shell;
using Microsoft.AspNetCore.Components;

namespace Hippogriff.Studio.Pages.Story;

/// <summary>Handlers of the game page. <see cref="StoryService"/> calls the model, one request at a time.</summary>
public sealed partial class StoryPage : TextComponent, IDisposable
{
    private static readonly TimeSpan s_pace = TimeSpan.FromMilliseconds(220);
    private const int SlowSteps = 3;
    private readonly CancellationTokenSource _gone = new();
    private readonly Stack<string> _before = new(); // sentences before a word was put in
    private StoryTerms? _terms;
    private PlotStage? _stage;
    private IReadOnlyList<Repair> _repairs = [];
    private string? _genre = "",
        _country = "",
        _style = "film",
        _error;
    private double? _count;
    private double _share = 0.5;
    private double _guidance;
    private int _chosen;
    private bool _busy,
        _playing;

    [CascadingParameter]
    private ViewSettings View { get; set; } = new();

    [Inject]
    private PageSession Session { get; set; } = null!;

    [Inject]
    private StoryService Service { get; set; } = null!;

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    private StoryWish Wish => new(Set(_style), Set(_genre), Set(_country));

    private string Hint =>
        _repairs.Count > 0 ? Say["Story.Choose"]
        : _stage!.IsSampling ? Say["Story.Locks"]
        : _stage.Doubted is not null ? Say["Story.NoneWrong"]
        : _stage.Words.Any(w => w.Right is not null) ? Say["Story.Likely"]
        : Say["Story.Found"];

    /// <inheritdoc/>
    protected override Task OnInitializedAsync() =>
        TryAsync(async () =>
            (_terms, _guidance, _stage) = await Service.AskAsync(model =>
                (model.Terms, model.Defaults.Guidance, new PlotStage(model))
            )
        );

    /// <inheritdoc/>
    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    private void Tell(string text)
    {
        Session.Story = text;
        Session.Touch();
    }

    private Task JudgeAsync() => TryAsync(() => DoAsync(stage => stage.Judge(Session.Story, Wish)));

    private Task SpoilAsync() =>
        TryAsync(async () =>
        {
            long seed = Clock.GetTimestamp();
            await DoAsync(stage => stage.Spoil(Session.Story, _share, Wish, _guidance, seed));
            await WalkAsync();
        });

    private Task MendAsync() =>
        TryAsync(async () =>
        {
            long seed = Clock.GetTimestamp();
            await DoAsync(stage => stage.Mend(Session.Story, _share, Wish, _guidance, seed));
            await WalkAsync();
        });

    private Task NoiseAsync() =>
        TryAsync(async () =>
        {
            long seed = Clock.GetTimestamp();
            await DoAsync(stage => stage.Noise((int)(_count ?? 12), Wish, _guidance, seed));
            await WalkAsync();
        });

    private Task StepAsync() => TryAsync(() => DoAsync(stage => stage.Step(Wish)));

    private Task PlayAsync()
    {
        if (!_playing)
            return TryAsync(WalkAsync);
        _playing = false; // the running walk sees it after its step
        return Task.CompletedTask;
    }

    private Task ChooseAsync(int place)
    {
        // After the running step, on its thread, because a step replaces the words.
        if (_playing || _stage!.IsSampling)
            return Service.AskAsync(_ =>
            {
                _stage!.ToggleLock(place);
                return true;
            });
        return TryAsync(async () =>
        {
            StoryWish wish = Wish;
            (_repairs, _chosen) = (await Service.AskAsync(_ => _stage.Repairs(place, wish)), place);
        });
    }

    private Task PutAsync(string word) =>
        TryAsync(async () =>
        {
            _before.Push(_stage!.Sentence);
            await DoAsync(stage =>
            {
                stage.Put(_chosen, word);
                stage.JudgeAgain(Wish);
            });
        });

    private Task UndoAsync() =>
        TryAsync(() =>
        {
            string before = _before.Pop();
            return DoAsync(stage => stage.Judge(before, Wish));
        });

    /// <summary>Makes steps until the plot is found, the page is left or the user pauses.</summary>
    private async Task WalkAsync()
    {
        _playing = true;
        using PeriodicTimer timer = new(s_pace, Clock);
        int wait = 0;
        while (_playing && _stage!.IsSampling && await timer.WaitForNextTickAsync(_gone.Token))
        {
            if (wait-- > 0)
                continue;
            wait = !View.Still && _stage.Steps.Made < SlowSteps ? SlowSteps : 0; // most changes in the first steps
            StoryWish wish = Wish;
            await Service.AskAsync(_ =>
            {
                _stage.Step(wish);
                return true;
            });
            StateHasChanged();
        }
        _playing = false;
    }

    private async Task DoAsync(Action<PlotStage> work)
    {
        _repairs = [];
        await Service.AskAsync(_ =>
        {
            work(_stage!);
            return true;
        });
        StateHasChanged();
    }

    /// <summary>Runs one action at a time and shows its error.</summary>
    private async Task TryAsync(Func<Task> work)
    {
        if (_busy)
            return;
        (_busy, _error) = (true, null);
        try
        {
            await work();
        }
        catch (HippogriffException mistake)
        {
            _error = Say.Fault(mistake);
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested) { }
        finally
        {
            (_busy, _playing) = (false, false);
        }
    }

    private IReadOnlyList<(string Value, string Text)> Options(IReadOnlyList<string> names) =>
        [("", Say["Story.Any"]), .. names.Select(name => (name, name))];

    private static string? Set(string? value) => string.IsNullOrEmpty(value) ? null : value;

    private string State(StageWord word, int place) =>
        word.IsLocked ? "locked"
        : word.Right < 0.5 ? "wrong"
        : place == _stage!.Doubted ? "doubted"
        : word.HasChanged ? "changed"
        : "";

    private string Told(StageWord word) =>
        word.Right is { } right ? Say["Story.RightWith", 100 * right]
        : word.IsLocked ? Say["Story.Locked"]
        : "";

    private string Percent(double share) => Say["Game.Percent", share * 100];
}
