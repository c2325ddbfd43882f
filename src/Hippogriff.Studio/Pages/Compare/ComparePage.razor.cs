using System.Globalization;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Pages.Pictures;
using Microsoft.AspNetCore.Components;

namespace Hippogriff.Studio.Pages.Compare;

/// <summary>Plans a grid, enqueues its jobs, and counts finished ones.</summary>
public sealed partial class ComparePage : ComponentBase
{
    private static readonly (string Value, string Text)[] s_downOptions =
    [
        .. Axes.All.Select(axis => (axis.Key, axis.Name)),
    ];
    private static readonly (string Value, string Text)[] s_acrossOptions = [("", "Nothing"), .. s_downOptions];
    private Axis _down = Axes.Find("guidance")!;
    private Axis? _across = Axes.Find(Axes.Seeds);
    private string _downText = "1, 2, 4, 8",
        _acrossText = "1-4";
    private Comparison? _grid;
    private IReadOnlyList<Guid> _jobs = [];
    private int _done;

    [Inject]
    private IJobQueue Queue { get; set; } = null!;

    [Inject]
    private PageSession Session { get; set; } = null!;

    private IReadOnlyList<string> Warnings => [.. _jobs.SelectMany(id => Queue.Find(id)?.Warnings ?? []).Distinct()];

    private bool Finished => _jobs.All(id => Queue.Find(id) is { HasEnded: true });

    private string SheetAddress
    {
        get
        {
            IEnumerable<long> pictures = _jobs.SelectMany(id => Queue.Find(id)?.Pictures ?? []);
            return string.Create(
                CultureInfo.InvariantCulture,
                $"files/sheet.png?ids={PictureAddress.Joined(pictures)}"
                    + $"&columns={_grid!.Columns.Count}&rows={_grid.Down.Key}&across={_grid.Across?.Key}"
            );
        }
    }

    private void TakeDown(string? key) => (_down, _downText) = (Axes.Find(key)!, "");

    private void TakeAcross(string? key) => (_across, _acrossText) = (Axes.Find(key), "");

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
            _down,
            _downText,
            _across,
            _acrossText
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
        (_grid, _jobs, _done) = (plan, jobs, 0);
    }

    private void OnEnded() => _done = _jobs.Count(id => Queue.Find(id) is { HasEnded: true });

    private void CancelAll()
    {
        foreach (Guid id in _jobs.Reverse())
            Queue.Cancel(id);
    }
}
