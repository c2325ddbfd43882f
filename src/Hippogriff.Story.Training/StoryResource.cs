namespace Hippogriff.Story.Training;

/// <summary>The text files embedded in the assembly.</summary>
internal static class StoryResource
{
    /// <summary>The file's lines, without empty ones and comments (#).</summary>
    public static IEnumerable<string> Lines(string name)
    {
        using Stream stream =
            typeof(StoryResource).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"There is no resource {name}.");
        using StreamReader reader = new(stream);
        for (string? line = reader.ReadLine(); line is not null; line = reader.ReadLine())
            if (line.Trim() is { Length: > 0 } text && text[0] != '#')
                yield return line;
    }
}
