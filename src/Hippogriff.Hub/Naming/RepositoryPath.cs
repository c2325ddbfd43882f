using Hippogriff.Files;
using Hippogriff.Weights;

namespace Hippogriff.Hub.Naming;

/// <summary>Rules for names that come from the hub and become names of files and folders here.</summary>
public static class RepositoryPath
{
    private const int LongestName = 96;

    /// <summary>
    /// Requires a path of a file in a repository to be safe on every system: relative, no "..", no drive, no backslash,
    /// no device.
    /// </summary>
    /// <exception cref="HippogriffException">It is not; the message names it and says why.</exception>
    public static void Require(string path)
    {
        if (Fault(path) is { } fault)
            throw new HippogriffException(
                $"The repository holds a file called {Quoted.Name(path)}, which is not fetched: its name {fault}.",
                FaultKind.DamagedFile
            );
    }

    /// <summary>Why a path is not accepted, as a clause; null if it is.</summary>
    public static string? Fault(string path)
    {
        if (FileNameRules.All.LeadsOut(path))
            return "leads out of its folder";
        foreach (string part in path.Split('/'))
            if (FileNameRules.All.Fault(part) is { } fault)
                return fault;
        return null;
    }

    /// <summary>Whether a text is the name of a repository: "owner/name" or "name".</summary>
    public static bool IsRepository(string text)
    {
        string[] parts = text.Split('/');
        return parts.Length is 1 or 2
            && parts.All(IsNamePart)
            && parts[^1].Length <= LongestName
            && !text.Contains("--", StringComparison.Ordinal)
            && !text.Contains("..", StringComparison.Ordinal)
            && !text.EndsWith(".git", StringComparison.Ordinal);
    }

    /// <summary>Whether a text is a whole commit: 40 lower-case hex digits.</summary>
    public static bool IsCommit(string? text) => text is { Length: 40 } && text.All(char.IsAsciiHexDigitLower);

    /// <summary>Requires a revision that can be a file below refs/.</summary>
    /// <exception cref="HippogriffException">It cannot.</exception>
    public static void RequireRevision(string revision)
    {
        if (Fault(revision) is { } fault)
            throw new HippogriffException($"{Quoted.Name(revision)} is no branch, tag or commit: it {fault}.");
    }

    private static bool IsNamePart(string part) =>
        part.Length > 0
        && part.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.')
        && part[0] is not ('-' or '.')
        && part[^1] is not ('-' or '.');
}
