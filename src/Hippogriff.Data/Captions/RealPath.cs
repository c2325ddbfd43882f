namespace Hippogriff.Data.Captions;

/// <summary>Resolves links in paths.</summary>
internal static class RealPath
{
    private const int MostLinks = 40;

    /// <summary>The full path with all links resolved; null for circular or unreadable links.</summary>
    public static string? Of(string path)
    {
        string full = Path.GetFullPath(path);
        int links = 0;
        string real = Path.GetPathRoot(full)!;
        Stack<string> left = new(
            full[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).Reverse()
        );
        while (left.TryPop(out string? part))
        {
            string next = Path.Combine(real, part);
            if (LinkTarget(next) is not { } target)
            {
                real = next;
                continue;
            }
            if (++links > MostLinks)
                return null;
            full = Path.GetFullPath(target, real);
            real = Path.GetPathRoot(full)!;
            foreach (
                string step in full[real.Length..]
                    .Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries)
                    .Reverse()
            )
                left.Push(step);
        }
        return real;
    }

    private static string? LinkTarget(string path)
    {
        try
        {
            return new DirectoryInfo(path).LinkTarget;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
