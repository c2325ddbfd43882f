using System.Collections.Concurrent;
using Hippogriff.Files;
using SkiaSharp;

namespace Hippogriff.Data.Scenes;

/// <summary>
/// The artwork of a world's concepts from a sprites folder: <c>captions.jsonl</c> and one folder per style with
/// pictures named <c>&lt;codepoints&gt;.png</c>. Only sprites of the world are read. Coloured variants are made on
/// first use and cached. Thread-safe.
/// </summary>
public sealed class SpriteLibrary
{
    /// <summary>
    /// A style under a share-alike licence. It is left out by default, so that trained weights are not affected by the
    /// licence.
    /// </summary>
    public const string ShareAlikeStyle = "openmoji";

    private const int LargestSide = 512,
        LargestFile = 16 << 20;
    private readonly Dictionary<(string Concept, string Style), SKBitmap> _artwork = [];
    private readonly ConcurrentDictionary<(string Concept, string Style, string? Colour), Lazy<Sprite>> _sprites = [];

    private readonly HashSet<string> _lineStyles;

    private SpriteLibrary(string style, IReadOnlyList<string> styles, IEnumerable<string> lineStyles) =>
        (Style, Styles, _lineStyles) = (style, styles, [.. lineStyles]);

    /// <summary>
    /// The style of pictures without a look: the world's if the folder has it, otherwise the folder's first.
    /// </summary>
    public string Style { get; }

    /// <summary>The styles that were read.</summary>
    public IReadOnlyList<string> Styles { get; }

    /// <summary>Concepts of the world without artwork in <see cref="Style"/>.</summary>
    public IReadOnlyList<string> Missing { get; private set; } = [];

    /// <summary>Whether a folder is a sprites folder: its captions.jsonl has code points.</summary>
    public static bool IsSpritesFolder(string folder)
    {
        try
        {
            var index = Path.Combine(folder, "captions.jsonl");
            if (!File.Exists(index))
                return false;
            RegularFile.Require(index);
            return File.ReadLines(index)
                    .FirstOrDefault(l => !string.IsNullOrWhiteSpace(l))
                    ?.Contains("\"codepoints\"", StringComparison.Ordinal) == true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or HippogriffException)
        {
            return false;
        }
    }

    /// <summary>Reads the artwork for <paramref name="world"/> from <paramref name="folder"/>.</summary>
    /// <exception cref="HippogriffException">It is not a sprites folder, or has none of the world's
    /// concepts.</exception>
    public static SpriteLibrary Open(string folder, SceneWorld world, bool withShareAlike = false)
    {
        if (!Directory.Exists(folder))
            throw new HippogriffException($"There is no sprites folder '{folder}'.", FaultKind.NotFound);
        var found = StylesIn(folder, withShareAlike);
        var style = StyleFor(world, found);
        var wanted = world
            .Looks.Select(l => l.Style)
            .Where(s => s is not null && found.Contains(s))
            .Append(style)
            .Distinct()
            .ToList();
        var library = new SpriteLibrary(style, wanted!, world.Looks.Where(l => l.Lines).Select(l => l.Style!));
        foreach (var name in wanted)
        {
            foreach (var concept in world.Concepts)
                library.Read(Path.Combine(folder, name!, concept.Sprite + ".png"), concept, name!);
        }
        library.Missing = [.. world.Concepts.Where(c => !library.Has(c.Name, style)).Select(c => c.Name)];
        if (library.Missing.Count == world.Concepts.Count)
            throw new HippogriffException(
                $"'{folder}' holds no artwork for any concept of the world {world.Name} in the style {style}."
            );
        return library;
    }

    /// <summary>Styles of a folder in order, at least one.</summary>
    /// <exception cref="HippogriffException">There is none.</exception>
    internal static List<string> StylesIn(string folder, bool withShareAlike)
    {
        var found = Directory
            .GetDirectories(folder)
            .Select(d => Path.GetFileName(d))
            .Where(d => withShareAlike || d != ShareAlikeStyle)
            .Where(d => Directory.EnumerateFiles(Path.Combine(folder, d), "*.png").Any())
            .Order(StringComparer.Ordinal)
            .ToList();
        return found.Count > 0
            ? found
            : throw new HippogriffException(
                $"'{folder}' is no sprites folder: it holds no style folder with <codepoints>.png in it; "
                    + "hippogriff data emoji makes one."
            );
    }

    /// <summary>The style of pictures without a look.</summary>
    internal static string StyleFor(SceneWorld world, List<string> styles) =>
        styles.Contains(world.Style) ? world.Style : styles[0];

    /// <summary>Whether there is artwork of a concept in a style.</summary>
    public bool Has(string concept, string style) => _artwork.ContainsKey((concept, style));

    /// <summary>The artwork of a concept in a style and a colour (null: its own).</summary>
    public Sprite Get(string concept, string style, string? colour) =>
        _sprites
            .GetOrAdd((concept, style, colour), key => new Lazy<Sprite>(() => Make(key.Concept, key.Style, key.Colour)))
            .Value;

    private Sprite Make(string concept, string style, string? colour)
    {
        var artwork = _artwork[(concept, style)];
        if (colour is null)
            return Sprite.From(artwork)!;
        var pixels = artwork.Pixels;
        SceneColour.Apply(pixels, colour, _lineStyles.Contains(style));
        using var coloured = new SKBitmap(artwork.Info) { Pixels = pixels };
        return Sprite.From(coloured)!;
    }

    private void Read(string path, WorldConcept concept, string style)
    {
        if (!File.Exists(path))
            return;
        var bitmap = Load(path);
        _artwork[(concept.Name, style)] =
            concept.Made == "wings" ? Wings.DrawOnto(bitmap, _lineStyles.Contains(style)) : bitmap;
    }

    /// <summary>A sprite's picture with straight alpha.</summary>
    /// <exception cref="HippogriffException">It cannot be read, is too large, or has no visible pixels.</exception>
    internal static SKBitmap Load(string path)
    {
        using var data = SKData.CreateCopy(RegularFile.ReadBytes(path, LargestFile));
        using var codec =
            SKCodec.Create(data)
            ?? throw new HippogriffException(
                $"The sprite '{path}' is no picture that can be read.",
                FaultKind.DamagedFile
            );
        if (codec.Info.Width > LargestSide || codec.Info.Height > LargestSide)
            throw new HippogriffException(
                $"The sprite '{path}' is {codec.Info.Width}x{codec.Info.Height}; sprites are at most "
                    + $"{LargestSide}x{LargestSide}."
            );
        var bitmap = new SKBitmap(
            new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul)
        );
        if (codec.GetPixels(bitmap.Info, bitmap.GetPixels()) != SKCodecResult.Success)
            throw new HippogriffException($"The sprite '{path}' is a damaged picture.", FaultKind.DamagedFile);
        if (bitmap.Pixels.All(p => p.Alpha <= 24))
            throw new HippogriffException($"The sprite '{path}' is empty.", FaultKind.DamagedFile);
        return bitmap;
    }
}
