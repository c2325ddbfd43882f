using Hippogriff.Texts;

namespace Hippogriff.Pipelines.Checkpoints;

/// <summary>Reads what the head of a model card (README.md) says.</summary>
internal static class ModelCard
{
    private const string Fence = "---",
        License = "license:",
        LicenseName = "license_name:";

    /// <summary>The licence in the head between two lines of dashes; null if it names none.</summary>
    public static string? LicenseOf(string card)
    {
        string[] lines = card.Split('\n');
        if (lines[0].Trim() != Fence)
            return null;
        string? license = null;
        foreach (string line in lines.Skip(1).TakeWhile(line => line.Trim() != Fence))
            if (line.StartsWith(LicenseName, StringComparison.Ordinal))
                return Value(line[LicenseName.Length..]);
            else if (line.StartsWith(License, StringComparison.Ordinal))
                license = Value(line[License.Length..]);
        return license;

        static string? Value(string text) =>
            text.Trim().Trim('"', '\'') is { Length: > 0 } said ? Fit.Piece(said) : null;
    }
}
