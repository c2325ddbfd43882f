using Hippogriff.Studio.Gallery;
using Hippogriff.Studio.Jobs;
using Microsoft.AspNetCore.Components;

namespace Hippogriff.Studio.Pages.Watch;

/// <summary>The current step and the play button.</summary>
public sealed partial class WatchPage : ComponentBase, IDisposable
{
    private static readonly TimeSpan s_pace = TimeSpan.FromMilliseconds(160);

    private static readonly (string View, string Name, string About)[] s_panes =
    [
        (RunFilm.Noisy, "Noisy picture", "what the sampler holds"),
        (RunFilm.Clean, "Clean guess", "what the network thinks it will be"),
        (RunFilm.Change, "What changed", "against the step before, threefold"),
    ];

    private static readonly (string Value, string Text)[] s_filmViews =
    [
        (RunFilm.Clean, "Clean guesses"),
        (RunFilm.Noisy, "Noisy pictures"),
        (RunFilm.Change, "Changes"),
    ];

    private GalleryPicture? _picture;
    private IReadOnlyList<double> _levels = [];
    private IReadOnlyList<string> _warnings = [];
    private string _filmView = RunFilm.Clean;
    private int _step;
    private bool _playing,
        _gone;

    /// <summary>Number of the picture.</summary>
    [Parameter]
    public long Id { get; set; }

    [Inject]
    private IGallery Gallery { get; set; } = null!;

    [Inject]
    private IJobQueue Queue { get; set; } = null!;

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        _picture = Gallery.Find(Id);
        _levels = _picture is null ? [] : Gallery.Levels(Id);
        _warnings = _picture is null ? [] : Queue.Find(_picture.Job)?.Warnings ?? [];
        _step = Math.Max(0, _levels.Count - 1);
    }

    /// <inheritdoc/>
    public void Dispose() => _gone = true;

    private void Go(int step) => (_playing, _step) = (false, step);

    /// <summary>Plays to the end; starts over if it is at the end.</summary>
    private async Task TogglePlayAsync()
    {
        _playing = !_playing;
        if (!_playing)
            return;
        if (_step >= _levels.Count - 1)
            _step = 0;
        using PeriodicTimer timer = new(s_pace, Clock);
        while (_playing && !_gone && await timer.WaitForNextTickAsync() && _playing && !_gone)
        {
            if (++_step >= _levels.Count - 1)
                (_step, _playing) = (_levels.Count - 1, false);
            StateHasChanged();
        }
    }
}
