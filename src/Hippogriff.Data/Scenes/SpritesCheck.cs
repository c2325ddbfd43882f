using System.Text.Json;
using Hippogriff.Files;

namespace Hippogriff.Data.Scenes;

/// <summary>A style of a sprites folder.</summary>
/// <param name="Name">Its folder's name.</param>
/// <param name="Sprites">Number of usable sprites.</param>
public sealed record SpriteStyle(string Name, int Sprites);

/// <summary>A fault in a sprites folder.</summary>
/// <param name="Path">The sprite, or captions.jsonl.</param>
/// <param name="Sentence">The reason, in one sentence.</param>
public sealed record SpriteFault(string Path, string Sentence);

/// <summary>The result of a check of a sprites folder.</summary>
/// <param name="Styles">Its styles by name.</param>
/// <param name="Faults">Faults in order of paths.</param>
/// <param name="Style">The style of pictures without a look.</param>
/// <param name="Missing">Things of the world without a sprite in that style.</param>
public sealed record SpritesFindings(
    IReadOnlyList<SpriteStyle> Styles,
    IReadOnlyList<SpriteFault> Faults,
    string Style,
    IReadOnlyList<string> Missing
)
{
    /// <summary>Number of usable sprites.</summary>
    public int Sprites => Styles.Sum(style => style.Sprites);
}

/// <summary>
/// Checks a sprites folder before scenes are composed from it: every sprite, and whether index and files match.
/// </summary>
public static class SpritesCheck
{
    /// <summary>Checks the folder.</summary>
    /// <param name="folder">A folder for which <see cref="SpriteLibrary.IsSpritesFolder"/> is true.</param>
    /// <param name="world">The world whose things are needed.</param>
    /// <param name="progress">Receives the share done.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="HippogriffException">The folder has no style, or cannot be read.</exception>
    public static SpritesFindings Look(
        string folder,
        SceneWorld world,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        try
        {
            List<string> styles = SpriteLibrary.StylesIn(folder, withShareAlike: true);
            (string Style, string Path)[] sprites = [.. styles.SelectMany(style => SpritesOf(folder, style))];
            string?[] faults = FaultsOf([.. sprites.Select(sprite => sprite.Path)], progress, cancellationToken);
            ILookup<string, string> good = sprites
                .Where((_, i) => faults[i] is null)
                .ToLookup(sprite => sprite.Style, sprite => Path.GetFileNameWithoutExtension(sprite.Path));
            string typical = SpriteLibrary.StyleFor(
                world,
                [.. styles.Where(style => style != SpriteLibrary.ShareAlikeStyle || styles.Count == 1)]
            );
            HashSet<string> named = [.. sprites.Select(sprite => Path.GetFileNameWithoutExtension(sprite.Path))],
                usable = [.. good[typical]];
            return new SpritesFindings(
                [.. styles.Select(style => new SpriteStyle(style, good[style].Count()))],
                [
                    .. IndexFaults(Path.Combine(folder, "captions.jsonl"), named),
                    .. sprites
                        .Zip(faults)
                        .Where(pair => pair.Second is not null)
                        .Select(pair => new SpriteFault(pair.First.Path, pair.Second!)),
                ],
                typical,
                [.. world.Concepts.Where(concept => !usable.Contains(concept.Sprite)).Select(concept => concept.Name)]
            );
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new HippogriffException(
                $"The sprites folder '{folder}' cannot be read: {error.Message.TrimEnd('.')}.",
                error
            );
        }
    }

    private static IEnumerable<(string Style, string Path)> SpritesOf(string folder, string style) =>
        Directory
            .GetFiles(Path.Combine(folder, style), "*.png")
            .Order(StringComparer.Ordinal)
            .Select(path => (style, path));

    /// <summary>Why each cannot be used; null for one that can.</summary>
    private static string?[] FaultsOf(string[] paths, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        string?[] faults = new string?[paths.Length];
        int done = 0;
        Parallel.For(
            0,
            paths.Length,
            new ParallelOptions { CancellationToken = cancellationToken },
            i =>
            {
                faults[i] = FaultOf(paths[i]);
                progress?.Report(Interlocked.Increment(ref done) / (double)paths.Length);
            }
        );
        return faults;
    }

    private static string? FaultOf(string path)
    {
        try
        {
            SpriteLibrary.Load(path).Dispose();
            return null;
        }
        catch (HippogriffException fault)
        {
            return fault.Message;
        }
    }

    private static IEnumerable<SpriteFault> IndexFaults(string index, HashSet<string> sprites)
    {
        foreach ((int i, string line) in File.ReadLines(index).Index())
        {
            if (string.IsNullOrWhiteSpace(line))
                continue;
            string? code = CodeOf(line);
            if (code is null)
                yield return new SpriteFault(index, $"Line {i + 1} of '{index}' names no \"codepoints\".");
            else if (!sprites.Contains(code))
                yield return new SpriteFault(
                    index,
                    $"Line {i + 1} of '{index}' names {Weights.Quoted.Name(code)}, of which there is no "
                        + "picture in any style."
                );
        }
    }

    private static string? CodeOf(string line)
    {
        try
        {
            using JsonDocument row = JsonDocument.Parse(line);
            return JsonText.StringOf(row.RootElement, "codepoints");
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
