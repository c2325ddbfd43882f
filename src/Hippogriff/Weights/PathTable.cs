namespace Hippogriff.Weights;

/// <summary>
/// Renames by the longest known path before a dot: "down_blocks.0.resnets.1" to "input_blocks.2.0" in
/// "down_blocks.0.resnets.1.conv1.weight". For <see cref="WeightMap.Rename"/>.
/// </summary>
/// <param name="paths">New paths by old.</param>
/// <param name="rest">Renames what comes behind a known path, given the old path; null leaves it.</param>
internal sealed class PathTable(IReadOnlyDictionary<string, string> paths, Func<string, string, string>? rest = null)
{
    /// <summary>The new name; the same if no part of it is known.</summary>
    public string Rename(string name)
    {
        for (int end = name.Length; end > 0; end = name.LastIndexOf('.', end - 1))
            if (paths.TryGetValue(name[..end], out string? path))
                return path + (rest is null ? name[end..] : rest(name[..end], name[end..]));
        return name;
    }
}
