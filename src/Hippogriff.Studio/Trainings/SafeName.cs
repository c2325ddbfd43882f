using System.Text.RegularExpressions;
using Hippogriff.Files;

namespace Hippogriff.Studio.Trainings;

/// <summary>Validates names that become folders.</summary>
internal static partial class SafeName
{
    /// <summary>Refuses names that are not valid folder names on every system or lead elsewhere.</summary>
    /// <param name="what">The kind of name, for the message: "run", "dataset".</param>
    /// <param name="name">The name.</param>
    /// <exception cref="HippogriffException">It has other characters, is too long, or is a device name on some
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
