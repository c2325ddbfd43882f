using Hippogriff.Studio.Gallery;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Pages.Languages;
using Hippogriff.Studio.Pages.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Hippogriff.Studio.Pages.Watch;

/// <summary>The current step and the play button.</summary>
public sealed partial class WatchPage : TextComponent, IDisposable
{
    private static readonly TimeSpan s_pace = TimeSpan.FromMilliseconds(160);

    private static readonly string[] s_panes = [RunFilm.Noisy, RunFilm.Clean, RunFilm.Change];

    private IReadOnlyList<(string Value, string Text)> FilmViews =>
        [
            (RunFilm.Clean, Say["Watch.Films.Clean"]),
            (RunFilm.Noisy, Say["Watch.Films.Noisy"]),
            (RunFilm.Change, Say["Watch.Films.Change"]),
        ];

    private GalleryPicture? _picture;
    private IReadOnlyList<double> _levels = [];
    private IReadOnlyList<string> _warnings = [];
    private string _filmView = RunFilm.Clean;
    private const int FirstFrame = 4; // the noise stays as long as this many
    private long? _shown;
    private int _step,
        _round;
    private bool _playing,
        _gone;

    /// <summary>Number of the picture.</summary>
    [Parameter]
    public long Id { get; set; }

    [CascadingParameter]
    private ViewSettings View { get; set; } = new();

    [Inject]
    private IGallery Gallery { get; set; } = null!;

    [Inject]
    private IJobQueue Queue { get; set; } = null!;

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        if (_shown == Id)
            return; // only the colours have changed
        (_shown, _playing) = (Id, false);
        _picture = Gallery.Find(Id);
        _levels = _picture is null ? [] : Gallery.Levels(Id);
        _warnings = _picture is null ? [] : Queue.Find(_picture.Job)?.Warnings ?? [];
        _step = View.Still ? Math.Max(0, _levels.Count - 1) : 0;
        if (!View.Still && _levels.Count > 1)
            _ = TogglePlayAsync(); // from noise to picture
    }

    /// <summary>Arrow keys go through the steps from anywhere on the strip.</summary>
    private void OnKey(KeyboardEventArgs key)
    {
        int by = key.Key switch
        {
            "ArrowRight" => 1,
            "ArrowLeft" => -1,
            _ => 0,
        };
        if (by != 0)
            Go(Math.Clamp(_step + by, 0, _levels.Count - 1));
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
        int round = ++_round;
        if (_step >= _levels.Count - 1)
            _step = 0;
        using PeriodicTimer timer = new(s_pace, Clock);
        int wait = _step == 0 ? FirstFrame : 0;
        while (Plays() && await timer.WaitForNextTickAsync() && Plays())
        {
            if (wait-- > 0)
                continue;
            if (++_step >= _levels.Count - 1)
                (_step, _playing) = (_levels.Count - 1, false);
            StateHasChanged();
        }

        bool Plays() => _playing && !_gone && round == _round;
    }
}
