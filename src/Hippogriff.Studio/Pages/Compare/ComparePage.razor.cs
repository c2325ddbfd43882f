using System.Globalization;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Pages.Languages;
using Hippogriff.Studio.Pages.Pictures;
using Microsoft.AspNetCore.Components;

namespace Hippogriff.Studio.Pages.Compare;

/// <summary>Plans a grid, enqueues its jobs, and counts finished ones.</summary>
public sealed partial class ComparePage : TextComponent
{
    private int _done;

    private IReadOnlyList<(string Value, string Text)> DownOptions =>
        [.. Axes.All.Select(axis => (axis.Key, Say[axis.Name]))];

    private IReadOnlyList<(string Value, string Text)> AcrossOptions => [("", Say["Compare.Nothing"]), .. DownOptions];

    [Inject]
    private IJobQueue Queue { get; set; } = null!;

    [Inject]
    private PageSession Session { get; set; } = null!;

    private GridState State => Session.Grid;

    private Axis Down => Axes.Find(State.Down)!;

    private Axis? Across => Axes.Find(State.Across);

    private IReadOnlyList<Guid> Drawn => State.Shown?.Jobs ?? [];

    private IReadOnlyList<string> Warnings => [.. Drawn.SelectMany(id => Queue.Find(id)?.Warnings ?? []).Distinct()];

    private bool Finished => Drawn.All(id => Queue.Find(id) is null or { HasEnded: true });

    private string SheetAddress
    {
        get
        {
            IEnumerable<long> pictures = Drawn.SelectMany(id => Queue.Find(id)?.Pictures ?? []);
            return string.Create(
                CultureInfo.InvariantCulture,
                $"files/sheet.png?ids={PictureAddress.Joined(pictures)}"
                    + $"&columns={State.Shown!.Columns.Count}&rows={State.Shown.Down}&across={State.Shown.Across}"
            );
        }
    }

    private string Example(Axis axis) => axis.Key == Axes.Prompts ? Say["Compare.OneALine"] : axis.Example;

    /// <inheritdoc/>
    protected override void OnInitialized() => OnEnded();

    private void TakeDown(string? key)
    {
        (State.Down, State.DownText) = (Axes.Find(key)!.Key, "");
        Session.Touch();
    }

    private void TakeAcross(string? key)
    {
        (State.Across, State.AcrossText) = (Axes.Find(key)?.Key ?? "", "");
        Session.Touch();
    }

    /// <summary>
    /// Enqueues the whole grid or nothing: if the queue refuses a job, the earlier ones are cancelled.
    /// </summary>
    private async Task StartAsync()
    {
        if (Session.Compare.Seed.Next is null)
            Session.Compare.Seed.Roll();
        Comparison plan = Comparison.Plan(
            Session.Compare.ToOrder() with
            {
                Count = 1,
            },
            Down,
            State.DownText,
            Across,
            State.AcrossText
        );
        List<Guid> jobs = [];
        try
        {
            foreach (JobRequest order in plan.Orders)
                jobs.Add((await Queue.EnqueueAsync(order, Session.Client)).Id);
        }
        catch (HippogriffException)
        {
            jobs.ForEach(id => Queue.Cancel(id));
            throw;
        }
        Session.Compare.Seed.Used(null);
        State.Shown = new ShownGrid(State.Down, State.Across, plan.Rows, plan.Columns, jobs);
        _done = 0;
        Session.Touch();
    }

    private void OnEnded() => _done = Drawn.Count(id => Queue.Find(id) is { HasEnded: true });

    private void CancelAll()
    {
        foreach (Guid id in Drawn.Reverse())
            Queue.Cancel(id);
    }
}
