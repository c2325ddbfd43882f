using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
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
    private readonly Dictionary<(string Concept, string Style), Artwork> _artwork = [];
    private readonly SpriteCache _sprites = new();

    private readonly HashSet<string> _lineStyles;

    private SpriteLibrary(SceneWorld world, string style, IReadOnlyList<string> styles)
    {
        (Style, Styles, _lineStyles) = (style, styles, [.. world.Looks.Where(l => l.Lines).Select(l => l.Style!)]);
        PlainStyles = [.. world.Styles.Where(styles.Contains).Distinct()];
        if (PlainStyles.Count == 0)
            PlainStyles = [style];
    }

    /// <summary>
    /// The style of pictures without a look: the world's if the folder has it, otherwise the folder's first.
    /// </summary>
    public string Style { get; }

    /// <summary>The styles that were read.</summary>
    public IReadOnlyList<string> Styles { get; }

    /// <summary>The styles among which each picture without a look has one; at least <see cref="Style"/>.</summary>
    public IReadOnlyList<string> PlainStyles { get; }

    /// <summary>Concepts of the world without artwork in <see cref="Style"/>.</summary>
    public IReadOnlyList<string> Missing { get; private set; } = [];

    /// <summary>Whether a folder is a sprites folder: its captions.jsonl has code points.</summary>
    public static bool IsSpritesFolder(string folder)
    {
        try
        {
            string index = Path.Combine(folder, "captions.jsonl");
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
        List<string> found = StylesIn(folder, withShareAlike);
        string style = StyleFor(world, found);
        List<string?> wanted = world
            .Looks.Select(l => l.Style)
            .Concat(world.Styles)
            .Where(s => s is not null && found.Contains(s))
            .Append(style)
            .Distinct()
            .ToList();
        SpriteLibrary library = new(world, style, wanted!);
        library.Read(folder, world.Concepts);
        library.Missing = [.. world.Concepts.Where(c => !library.Has(c.Name, style)).Select(c => c.Name)];
        if (library.Missing.Count == world.Concepts.Count)
            throw new HippogriffException(
                $"'{folder}' holds no artwork for any concept of the world {world.Name} in the style {style}.",
                FaultKind.Incompatible
            );
        return library;
    }

    /// <summary>Styles of a folder in order, at least one.</summary>
    /// <exception cref="HippogriffException">There is none.</exception>
    internal static List<string> StylesIn(string folder, bool withShareAlike)
    {
        List<string> found = Directory
            .GetDirectories(folder)
            .Select(d => Path.GetFileName(d))
            .Where(d => withShareAlike || d != ShareAlikeStyle)
            .Where(d => Directory.EnumerateFiles(Path.Combine(folder, d), "*.png").Any())
            .Order(StringComparer.Ordinal)
            .ToList();
        return found.Count > 0
            ? found
            : throw new HippogriffException(
                $"'{folder}' is not a sprites folder: it holds no style folder with <codepoints>.png in it; "
                    + "hippogriff data emoji makes one.",
                FaultKind.Incompatible
            );
    }

    /// <summary>The style of pictures without a look.</summary>
    internal static string StyleFor(SceneWorld world, List<string> styles) =>
        styles.Contains(world.Style) ? world.Style : styles[0];

    /// <summary>Whether there is artwork of a concept in a style.</summary>
    public bool Has(string concept, string style) => _artwork.ContainsKey((concept, style));

    /// <summary>The artwork of a concept in a style and a colour (null: its own).</summary>
    public Sprite Get(string concept, string style, string? colour) =>
        _sprites.GetOrMake((concept, style, colour), key => Make(key.Concept, key.Style, key.Colour));

    private Sprite Make(string concept, string style, string? colour)
    {
        (Artwork? artwork, bool lines) = (_artwork[(concept, style)], _lineStyles.Contains(style));
        SKBitmap bitmap = Decode(artwork.Png, artwork.Path);
        // A coat is coloured before feathers cover it.
        string? coat =
            lines ? null
            : artwork.Made == "pegasus" ? colour ?? "white"
            : colour;
        if (artwork.Made is "pegasus" or "hippogriff" && coat is not null)
            Paint(bitmap, coat, artwork, lines);
        bitmap = artwork.Made switch
        {
            "wings" => Wings.DrawOnto(bitmap, lines, white: true),
            "pegasus" => Wings.DrawOnto(bitmap, lines, white: false),
            "hippogriff" => HippogriffArt.DrawOnto(bitmap, style, lines),
            _ => bitmap,
        };
        using (bitmap)
        {
            if (colour is not null && (lines || artwork.Made is not ("pegasus" or "hippogriff")))
                Paint(bitmap, colour, artwork, lines);
            return Sprite.From(bitmap)!;
        }
    }

    private static void Paint(SKBitmap bitmap, string colour, Artwork artwork, bool lines)
    {
        SKColor[] pixels = bitmap.Pixels;
        artwork.Main ??= new(SceneColour.MainOf(pixels, lines));
        SceneColour.Apply(pixels, colour, artwork.Main.Value, lines);
        bitmap.Pixels = pixels;
    }

    // Files stay compressed in memory; each is decoded once here to see that it can be.
    private void Read(string folder, IReadOnlyList<WorldConcept> concepts)
    {
        List<(WorldConcept concept, string style, string path)> files = (
            from style in Styles
            from concept in concepts
            let path = Path.Combine(folder, style, concept.Sprite + ".png")
            where !concept.Without.Contains(style) && File.Exists(path)
            select (concept, style, path)
        ).ToList();
        Artwork[] read = new Artwork[files.Count];
        try
        {
            Parallel.For(
                0,
                files.Count,
                i =>
                {
                    byte[] png = RegularFile.ReadBytes(files[i].path, LargestFile);
                    Decode(png, files[i].path).Dispose();
                    read[i] = new Artwork(files[i].path, png, files[i].concept.Made);
                }
            );
        }
        catch (AggregateException several) when (several.InnerExceptions[0] is HippogriffException first)
        {
            ExceptionDispatchInfo.Throw(first);
        }
        for (int i = 0; i < files.Count; i++)
            _artwork[(files[i].concept.Name, files[i].style)] = read[i];
    }

    private sealed record Artwork(string Path, byte[] Png, string? Made)
    {
        /// <summary>The colour that recolouring moves, once it is known.</summary>
        public StrongBox<(double L, double A, double B)>? Main { get; set; }
    }

    /// <summary>A sprite's picture with straight alpha.</summary>
    /// <exception cref="HippogriffException">It cannot be read, is too large, or nothing of it can be seen.</exception>
    internal static SKBitmap Load(string path) => Decode(RegularFile.ReadBytes(path, LargestFile), path);

    private static SKBitmap Decode(byte[] png, string path)
    {
        using SKData data = SKData.CreateCopy(png);
        using SKCodec codec =
            SKCodec.Create(data)
            ?? throw new HippogriffException($"The sprite '{path}' is not a readable picture.", FaultKind.DamagedFile);
        if (codec.Info.Width > LargestSide || codec.Info.Height > LargestSide)
            throw new HippogriffException(
                $"The sprite '{path}' is {codec.Info.Width}x{codec.Info.Height}; sprites are at most "
                    + $"{LargestSide}x{LargestSide}."
            );
        SKBitmap bitmap = new(
            new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul)
        );
        if (codec.GetPixels(bitmap.Info, bitmap.GetPixels()) != SKCodecResult.Success)
            throw new HippogriffException($"The sprite '{path}' is a damaged picture.", FaultKind.DamagedFile);
        if (!IsSeen(bitmap))
            throw new HippogriffException($"The sprite '{path}' is empty.", FaultKind.DamagedFile);
        return bitmap;
    }

    private static bool IsSeen(SKBitmap bitmap)
    {
        Span<byte> bytes = bitmap.GetPixelSpan();
        for (int i = 3; i < bytes.Length; i += 4)
        {
            if (bytes[i] > 24)
                return true;
        }
        return false;
    }
}
