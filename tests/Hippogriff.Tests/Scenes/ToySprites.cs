using Hippogriff.Data.Scenes;
using SkiaSharp;

namespace Hippogriff.Tests.Scenes;

/// <summary>
/// A sprites folder of little drawings of our own: an orange body with a darker head on its left, another shape for
/// each concept.
/// </summary>
internal static class ToySprites
{
    public static void Write(string folder, SceneWorld world, params string[] styles)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllLines(
            Path.Combine(folder, "captions.jsonl"),
            world.Concepts.Select(c => $$"""{"codepoints":"{{c.Sprite}}","name":"{{c.Name}}"}""")
        );
        foreach (var style in styles)
        {
            Directory.CreateDirectory(Path.Combine(folder, style));
            foreach (var (concept, i) in world.Concepts.Select((c, i) => (c, i)))
                File.WriteAllBytes(
                    Path.Combine(folder, style, concept.Sprite + ".png"),
                    Draw(10 + i % 7, 8 + i % 5, style.Length)
                );
        }
    }

    private static byte[] Draw(int halfWidth, int halfHeight, int shade) =>
        PictureBytes.Encode(
            32,
            32,
            (x, y) =>
                Math.Abs(x - 16) > halfWidth || Math.Abs(y - 16) > halfHeight ? SKColors.Transparent
                : x < 12 ? new SKColor(180, 80, 10)
                : new SKColor((byte)(240 - shade), 120, 20)
        );
}
