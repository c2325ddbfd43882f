using Hippogriff.Studio.Pages.Languages;
using Hippogriff.Studio.Pages.Shell;
using Microsoft.AspNetCore.Components;

namespace Hippogriff.Studio.Pages.Tour;

/// <summary>Plays the steps of a drawing.</summary>
public sealed partial class FilmView : TextComponent, IDisposable
{
    private static readonly TimeSpan s_pace = TimeSpan.FromMilliseconds(130);
    private const int FirstFrame = 4; // the first one stays as long as this many
    private readonly string _id = Forms.FieldId.Next();
    private int _at;
    private bool _playing,
        _began,
        _gone;

    /// <summary>Number of frames, with the noise at the start.</summary>
    [Parameter, EditorRequired]
    public required int Count { get; set; }

    /// <summary>What is shown at a step.</summary>
    [Parameter, EditorRequired]
    public required RenderFragment<int> Frame { get; set; }

    /// <summary>Further buttons.</summary>
    [Parameter]
    public RenderFragment? Further { get; set; }

    /// <summary>Whether its chapter is shown. It begins by itself when it first is, and stops when not.</summary>
    [Parameter]
    public bool IsShown { get; set; }

    /// <summary>Told the step that is shown.</summary>
    [Parameter]
    public EventCallback<int> AtChanged { get; set; }

    [CascadingParameter]
    private ViewSettings View { get; set; } = new();

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    /// <summary>The step that is shown.</summary>
    public int At => _at;

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        if (!IsShown)
            _playing = false;
        else if (!_began)
        {
            _began = true;
            _ = PlayAsync();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _gone = true;

    /// <summary>Shows one step and stops there.</summary>
    public void Stop() => _playing = false;

    private Task Go(double step)
    {
        _playing = false;
        return ShowAsync((int)step);
    }

    private Task ToggleAsync()
    {
        if (_playing)
        {
            _playing = false;
            return Task.CompletedTask;
        }
        if (_at >= Count - 1)
            _at = 0;
        return PlayAsync();
    }

    /// <summary>Plays from the current step to the end. Where motion is not wanted, the end stands there at
    /// once.</summary>
    private async Task PlayAsync()
    {
        if (View.Still)
        {
            await ShowAsync(Count - 1);
            return;
        }
        _playing = true;
        using PeriodicTimer timer = new(s_pace, Clock);
        int wait = _at == 0 ? FirstFrame : 0;
        while (_playing && !_gone && await timer.WaitForNextTickAsync() && _playing && !_gone)
        {
            if (wait-- > 0)
                continue;
            await ShowAsync(_at + 1);
            if (_at >= Count - 1)
                _playing = false;
        }
        if (!_gone)
            StateHasChanged();
    }

    private async Task ShowAsync(int step)
    {
        _at = Math.Clamp(step, 0, Count - 1);
        StateHasChanged();
        await AtChanged.InvokeAsync(_at);
    }
}
