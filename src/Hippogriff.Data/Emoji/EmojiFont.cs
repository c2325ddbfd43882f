using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hippogriff.Files;
using SkiaSharp;

namespace Hippogriff.Data.Emoji;

/// <summary>
/// Makes a sprites folder from an installed colour emoji font, enough to compose scenes and train models. It has one
/// style folder of transparent 128x128 pictures and a captions.jsonl with our own names.
/// </summary>
public static class EmojiFont
{
    private const int Side = 128;

    // Colour fonts by file name prefix, and the style name of their artwork in sprites folders.
    private static readonly (string File, string Style)[] s_known =
    [
        ("NotoColorEmoji", "noto"),
        ("Noto-COLRv1", "noto"),
        ("seguiemj", "segoe"),
        ("Apple Color Emoji", "apple"),
        ("AppleColorEmoji", "apple"),
        ("TwitterColorEmoji", "twemoji"),
        ("Twemoji", "twemoji"),
        ("OpenMoji-", "openmoji"),
        ("EmojiOneColor", "emojione"),
        ("JoyPixels", "joypixels"),
        ("Blobmoji", "blobmoji"),
    ];

    /// <summary>Font folders of the operating systems.</summary>
    public static IReadOnlyList<string> FontFolders { get; } =
    [
        "/usr/share/fonts",
        "/usr/local/share/fonts",
        Path.Combine(Home, ".fonts"),
        Path.Combine(Home, ".local", "share", "fonts"),
        "/System/Library/Fonts",
        "/Library/Fonts",
        Environment.GetFolderPath(Environment.SpecialFolder.Fonts),
    ];

    private static string Home => Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

    /// <summary>The file of an installed colour emoji font, the first in the order of known fonts.</summary>
    /// <exception cref="HippogriffException">None is installed.</exception>
    public static string Find(IEnumerable<string>? folders = null)
    {
        EnumerationOptions everywhere = new()
        {
            RecurseSubdirectories = true,
            IgnoreInaccessible = true,
            MaxRecursionDepth = 6,
        };
        List<string> fonts = (folders ?? FontFolders)
            .Where(f => f.Length > 0 && Directory.Exists(f))
            .SelectMany(f => Directory.EnumerateFiles(f, "*", everywhere))
            .Where(f => Path.GetExtension(f).ToLowerInvariant() is ".ttf" or ".otf" or ".ttc")
            .Order(StringComparer.Ordinal)
            .ToList();
        foreach ((string name, string _) in s_known)
        {
            if (fonts.Find(f => Path.GetFileName(f).StartsWith(name, StringComparison.OrdinalIgnoreCase)) is { } font)
                return font;
        }
        throw new HippogriffException(
            "No colour-emoji font is installed; install one (on Debian and Ubuntu: apt install "
                + "fonts-noto-color-emoji) or name the font file.",
            FaultKind.Resource
        );
    }

    /// <summary>
    /// Draws every emoji of our table that the font has into a new sprites folder, and returns their number. The folder
    /// is written under a temporary name and renamed, so it is complete or absent.
    /// </summary>
    /// <exception cref="HippogriffException">The font cannot be used, or the folder exists already or cannot be
    /// written.</exception>
    public static int MakeSprites(
        string fontFile,
        string folder,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (File.Exists(folder) || Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            throw new HippogriffException($"'{folder}' exists already and is not empty; name a new folder.");
        if (!File.Exists(fontFile))
            throw new HippogriffException($"There is no font file '{fontFile}'.", FaultKind.NotFound);
        RegularFile.Require(fontFile);
        using SKTypeface typeface =
            SKTypeface.FromFile(fontFile)
            ?? throw new HippogriffException($"The file '{fontFile}' is not a readable font.", FaultKind.DamagedFile);
        try
        {
            using NewFolder sprites = new(folder);
            int count = Write(typeface, fontFile, sprites.Path, progress, cancellationToken);
            sprites.Keep();
            return count;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new HippogriffException($"The sprites folder '{folder}' cannot be written: {e.Message}");
        }
    }

    private static int Write(
        SKTypeface typeface,
        string fontFile,
        string partial,
        IProgress<double>? progress,
        CancellationToken cancellationToken
    )
    {
        string style = StyleOf(fontFile);
        Directory.CreateDirectory(Path.Combine(partial, style));
        (StringBuilder lines, IReadOnlyList<EmojiName> table) = (new StringBuilder(), EmojiNames.All);
        using SKFont font = new(typeface, 109); // the size at which Noto's bitmaps are stored
        for (int i = 0; i < table.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using SKBitmap? picture = Render(font, table[i].CodePoint);
            if (picture is not null)
            {
                string code = table[i].CodePoint.ToString("x", null);
                using SKData png = picture.Encode(SKEncodedImageFormat.Png, 100);
                using (FileStream file = File.Create(Path.Combine(partial, style, code + ".png")))
                    png.SaveTo(file);
                lines.Append(Line(table[i], code, style)).Append('\n');
            }
            progress?.Report((i + 1.0) / table.Count);
        }
        int count = Directory.GetFiles(Path.Combine(partial, style)).Length;
        if (count == 0)
            throw new HippogriffException(
                $"The font '{fontFile}' holds no emoji in colour; use a colour-emoji font such as NotoColorEmoji.ttf.",
                FaultKind.Incompatible
            );
        File.WriteAllText(Path.Combine(partial, "captions.jsonl"), lines.ToString());
        return count;
    }

    private static string Line(EmojiName emoji, string code, string style) =>
        new JsonObject
        {
            ["codepoints"] = code,
            ["char"] = char.ConvertFromUtf32(emoji.CodePoint),
            ["name"] = emoji.Name,
            ["keywords"] = new JsonArray([.. emoji.Keywords.Select(k => JsonValue.Create(k))]),
            ["styles"] = new JsonArray(style),
        }.ToJsonString(
            new JsonSerializerOptions
            {
                Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            }
        );

    private static string StyleOf(string fontFile)
    {
        string file = Path.GetFileNameWithoutExtension(fontFile);
        foreach ((string name, string style) in s_known)
        {
            if (file.StartsWith(name, StringComparison.OrdinalIgnoreCase))
                return style;
        }
        string letters = new string([
            .. file.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-'),
        ]).Trim('-');
        return letters.Length == 0 ? "emoji" : letters;
    }

    // The emoji in the middle of a transparent square; null if the font has none in colour.
    private static SKBitmap? Render(SKFont font, int codePoint)
    {
        ushort glyph = font.GetGlyph(codePoint);
        if (glyph == 0)
            return null;
        const int room = 288; // one emoji at 109 with air around it, whatever the font's metrics
        using SKBitmap large = new(new SKImageInfo(room, room, SKColorType.Rgba8888, SKAlphaType.Premul));
        using (SKCanvas canvas = new(large))
        using (SKPaint paint = new() { IsAntialias = true, Color = SKColors.Black })
        {
            canvas.Clear(SKColors.Transparent);
            canvas.DrawText(char.ConvertFromUtf32(codePoint), 80, 190, SKTextAlign.Left, font, paint);
        }
        if (VisiblePart(large) is not { } part)
            return null;
        float scale = Math.Min(1f, (float)Side / Math.Max(part.Width, part.Height));
        (float width, float height) = (part.Width * scale, part.Height * scale);
        (float x, float y) = (MathF.Floor((Side - width) / 2), MathF.Floor((Side - height) / 2));
        SKBitmap drawn = new(new SKImageInfo(Side, Side, SKColorType.Rgba8888, SKAlphaType.Premul));
        using (SKCanvas canvas = new(drawn))
        using (SKImage image = SKImage.FromBitmap(large))
        {
            canvas.Clear(SKColors.Transparent);
            SKSamplingOptions sampling =
                scale == 1 ? SKSamplingOptions.Default : new SKSamplingOptions(SKCubicResampler.Mitchell);
            canvas.DrawImage(image, part, SKRect.Create(x, y, width, height), sampling, null);
        }
        return drawn;
    }

    // Bounds of the drawing; null if it is empty or has only the text colour of a plain font.
    private static SKRectI? VisiblePart(SKBitmap bitmap)
    {
        (int width, int height, int rowBytes) = (bitmap.Width, bitmap.Height, bitmap.RowBytes); // native calls
        (int left, int top, int right, int bottom, bool coloured) = (width, height, -1, -1, false);
        Span<byte> pixels = bitmap.GetPixelSpan();
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                Span<byte> pixel = pixels.Slice(y * rowBytes + x * 4, 4);
                if (pixel[3] == 0)
                    continue;
                coloured |= pixel[0] > 24 || pixel[1] > 24 || pixel[2] > 24;
                (left, right, top, bottom) = (
                    Math.Min(left, x),
                    Math.Max(right, x),
                    Math.Min(top, y),
                    Math.Max(bottom, y)
                );
            }
        }
        return right < 0 || !coloured ? null : new SKRectI(left, top, right + 1, bottom + 1);
    }
}
