using Hippogriff.Studio.Apis.V1;
using Hippogriff.Studio.Pages.Forms;
using Hippogriff.Studio.Trainings;
using Microsoft.AspNetCore.Components;

namespace Hippogriff.Studio.Pages.Train;

/// <summary>Shows one run, with the newest sheet until another one is chosen.</summary>
public sealed partial class RunCard
{
    private RunStatus _run = new(
        new RunRequest
        {
            Name = "",
            Dataset = "",
            Minutes = 0,
        },
        RunPhase.Stopped,
        default
    );
    private IReadOnlyDictionary<string, IReadOnlyList<LossPoint>> _losses =
        new Dictionary<string, IReadOnlyList<LossPoint>>();
    private IReadOnlyList<long> _sheets = [];
    private bool _open;
    private int? _leaf;
    private double? _minutes;
    private string? _error,
        _trains;

    /// <summary>Name of the run; constant for the life of the card.</summary>
    [Parameter, EditorRequired]
    public required string Name { get; set; }

    /// <summary>Whether curve and samples are shown initially.</summary>
    [Parameter]
    public bool Open { get; set; }

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    private int Shown => Math.Clamp(_leaf ?? _sheets.Count - 1, 0, _sheets.Count - 1);

    private string SheetAddress => TrainingsApi.SheetAddress(Name, _sheets[Shown])[1..];

    private string PhaseText =>
        _run.Phase switch
        {
            RunPhase.Running when _run.IsWaiting => Say["Train.Phase.Waits"],
            RunPhase.Running => Say["Train.Phase.Trains"],
            RunPhase.Stopping => Say["Train.Phase.Saves"],
            RunPhase.Done => Say["Train.Phase.Done"],
            RunPhase.Failed => Say["Train.Phase.Failed"],
            _ => Say["Train.Phase.Stopped"],
        };

    private string Ordered
    {
        get
        {
            List<string> parts = [_run.Order.Dataset, Say["Train.Ordered.Recipe", _run.Order.Recipe]];
            if (_run.Order.From is { } model)
                parts.Add(Say["Train.Ordered.From", model]);
            if (_run.Order.Buckets)
                parts.Add(Say["Train.Ordered.Buckets"]);
            parts.Add(Say["Train.Ordered.Minutes", _run.Order.Minutes]);
            if (_run.Ended is { } at)
                parts.Add(Say[Spoken.Ago(at, Time.GetUtcNow())]);
            return string.Join(" · ", parts);
        }
    }

    private string Now =>
        _run switch
        {
            { Phase: RunPhase.Stopping } => Say["Train.Now.Saves"],
            { Stage: null } => Say["Train.Now.Reads"],
            { Step: 0 } => Say["Train.Now.Begins", _run.About],
            _ => string.Join(" · ", Running()),
        };

    private IEnumerable<string> Running()
    {
        yield return Say["Train.Now.Share", 100 * _run.Progress];
        if (_run.Remaining is { } left)
            yield return Say["Train.Now.Left", Spoken.Time(left)];
        if (_run.IsWaiting)
            yield return Say["Train.Now.Waits"];
    }

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        _open = Open;
        base.OnInitialized();
        _minutes = _run.Order.Minutes;
    }

    /// <inheritdoc/>
    protected override void Follow() => Service.Changed += OnChanged;

    /// <inheritdoc/>
    protected override void Unfollow() => Service.Changed -= OnChanged;

    /// <summary>Handles changes; those of another run only disable this one's resume button.</summary>
    private void OnChanged()
    {
        string? trains = Service.Training;
        if (_run.IsLive || trains == Name || trains != _trains)
            Told();
    }

    /// <inheritdoc/>
    protected override void Refresh()
    {
        _trains = Service.Training;
        if (Service.Find(Name) is not { } run)
            return; // its folder was removed by hand: the list will say so
        _run = run;
        if (run.IsLive)
            _open = true;
        if (_open)
            (_losses, _sheets) = (Service.Losses(Name), Service.Sheets(Name));
    }

    private void Unfold()
    {
        _open = true;
        Refresh();
    }

    // at the end it follows the newest
    private void Leaf(double leaf) => _leaf = leaf >= _sheets.Count - 1 ? null : (int)leaf;

    private void GoOn()
    {
        try
        {
            _error = null;
            Service.Resume(Name, _minutes);
        }
        catch (HippogriffException refused)
        {
            _error = Say.Fault(refused);
        }
        Refresh();
    }
}
