namespace Hippogriff.Studio.Pages.Compare;

/// <summary>What the comparison page varies, and the grid that was drawn last.</summary>
internal sealed class GridState
{
    private const int LongestText = 2_000;

    /// <summary>Key of the setting of the rows.</summary>
    public string Down { get; set; } = Axes.Prompts;

    /// <summary>Values of the rows, as typed.</summary>
    public string DownText { get; set; } = "a red cat\na blue cat\na red apple";

    /// <summary>Key of the setting of the columns; empty for none.</summary>
    public string Across { get; set; } = Axes.Seeds;

    /// <summary>Values of the columns, as typed.</summary>
    public string AcrossText { get; set; } = "1-4";

    /// <summary>The grid; null before the first.</summary>
    public ShownGrid? Shown { get; set; }

    /// <summary>This state if all of it can be shown; otherwise a new one.</summary>
    public GridState Checked() =>
        Axes.Find(Down) is not null
        && (Across is "" || Axes.Find(Across) is not null)
        && DownText is { Length: <= LongestText }
        && AcrossText is { Length: <= LongestText }
        && Shown is null or { IsWhole: true }
            ? this
            : new GridState();
}

/// <summary>A grid that was drawn.</summary>
/// <param name="Down">Key of the setting of the rows.</param>
/// <param name="Across">Key of the setting of the columns; empty for none.</param>
/// <param name="Rows">Values of the rows.</param>
/// <param name="Columns">Values of the columns; a single empty one without a setting.</param>
/// <param name="Jobs">One job a cell, row by row.</param>
internal sealed record ShownGrid(
    string Down,
    string Across,
    IReadOnlyList<string> Rows,
    IReadOnlyList<string> Columns,
    IReadOnlyList<Guid> Jobs
)
{
    /// <summary>Whether there is a job for each cell.</summary>
    public bool IsWhole =>
        Axes.Find(Down) is not null
        && (Across is "" || Axes.Find(Across) is not null)
        && Rows is { Count: > 0 }
        && Columns is { Count: > 0 }
        && Jobs?.Count == Rows.Count * Columns.Count;
}
