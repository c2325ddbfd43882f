using System.Text.RegularExpressions;
using Hippogriff.Files;

namespace Hippogriff.Studio.Trainings;

/// <summary>Names that become folders here.</summary>
internal static partial class SafeName
{
    /// <summary>Refuses what no system takes for a name of a folder, and what could lead anywhere else.</summary>
    /// <param name="what">What is named, for the sentence: "run", "dataset".</param>
    /// <param name="name">The name.</param>
    /// <exception cref="HippogriffException">It has other characters, is too long, or belongs to a device on some
    /// systems.</exception>
    public static string Require(string what, string? name)
    {
        if (name is null || !Allowed().IsMatch(name))
            throw new HippogriffException(
                $"The name of a {what} has 1 to 40 letters (a to z), digits, dashes and underscores, and "
                    + "begins with a letter or a digit."
            );
        if (FileNameRules.All.Fault(name) is { } fault)
            throw new HippogriffException($"'{name}' {fault} on some systems; choose another name for the {what}.");
        return name;
    }

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9_-]{0,39}\z")]
    private static partial Regex Allowed();
}
