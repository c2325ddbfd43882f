namespace Hippogriff.Studio.Pages.Inside;

/// <summary>How a look stands.</summary>
public sealed class InspectionState
{
    /// <summary>It runs or waits.</summary>
    public bool Busy { get; internal set; }

    /// <summary>What it waits for, in a sentence; empty while it runs.</summary>
    public string Waits { get; internal set; } = "";

    /// <summary>How much of it is done, 0 to 1.</summary>
    public double Share { get; internal set; }

    /// <summary>What is wrong, in a sentence.</summary>
    public string? Error { get; internal set; }

    /// <summary>What a screen reader says when it ends.</summary>
    public string Said { get; internal set; } = "";
}
