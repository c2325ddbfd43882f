using System.Text.Json;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;

namespace Hippogriff.Essay.Measuring;

/// <summary>A true picture and its caption.</summary>
/// <param name="Image">The picture.</param>
/// <param name="Caption">Its caption.</param>
internal sealed record CaptionedScene(RgbImage Image, string Caption);

/// <summary>
/// Forty-eight composed scenes of the first world that come along, 64x64 pixels each. Twenty-four are the first lessons
/// of the shipped model's last stretch (<c>data scenes --seed 121</c>). The others show combinations that were never
/// trained on (<c>--seed 7 --held-out</c>).
/// </summary>
internal static class EssayScenes
{
    private const int Side = 64,
        Columns = 8;
    private static readonly Lazy<(CaptionedScene[] Seen, CaptionedScene[] Unseen)> s_all = new(Read);

    /// <summary>Scenes that the shipped model learned from.</summary>
    public static IReadOnlyList<CaptionedScene> Seen => s_all.Value.Seen;

    /// <summary>Scenes that it never saw.</summary>
    public static IReadOnlyList<CaptionedScene> Unseen => s_all.Value.Unseen;

    /// <summary>Pictures of the size that a model draws.</summary>
    public static RgbImage[] Fitting(IEnumerable<CaptionedScene> scenes, int width, int height) =>
        [.. scenes.Select(scene => ImageScaling.Cover(scene.Image, width, height))];

    private sealed record Captions(string[] Seen, string[] Unseen);

    private static (CaptionedScene[] Seen, CaptionedScene[] Unseen) Read()
    {
        Captions captions = JsonSerializer.Deserialize<Captions>(Resource("scenes.json"), JsonSerializerOptions.Web)!;
        RgbImage sheet = ImageFile.Decode(Resource("scenes.webp"), "scenes.webp");
        CaptionedScene[] all =
        [
            .. captions.Seen.Concat(captions.Unseen).Select((text, i) => new CaptionedScene(Tile(sheet, i), text)),
        ];
        return (all[..captions.Seen.Length], all[captions.Seen.Length..]);
    }

    private static RgbImage Tile(RgbImage sheet, int number) =>
        ImageScaling.Crop(sheet, number % Columns * Side, number / Columns * Side, Side, Side);

    private static byte[] Resource(string name)
    {
        using Stream stream = typeof(EssayScenes).Assembly.GetManifestResourceStream(name)!;
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
