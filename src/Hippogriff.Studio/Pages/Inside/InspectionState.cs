using Hippogriff.Studio.Pages.Languages;

namespace Hippogriff.Studio.Pages.Inside;

/// <summary>State of an inspection.</summary>
public sealed class InspectionState
{
    /// <summary>Whether it runs or waits.</summary>
    public bool Busy { get; internal set; }

    /// <summary>What it waits for, null while it runs.</summary>
    public Phrase? Waits { get; internal set; }

    /// <summary>Finished share, 0 to 1.</summary>
    public double Share { get; internal set; }

    /// <summary>What is being drawn, as data URLs: clean guesses of the step that was just made.</summary>
    public IReadOnlyList<string> Previews { get; internal set; } = [];

    /// <summary>The error in one sentence.</summary>
    public string? Error { get; internal set; }

    /// <summary>Announcement for screen readers at its end.</summary>
    public Phrase? Said { get; internal set; }
}
