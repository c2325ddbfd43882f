using Hippogriff.Data.Examples;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Tests.Pipelines;

namespace Hippogriff.Tests.Training;

/// <summary>Pictures without end: one of three colours with a darker corner, and the colour as caption.</summary>
internal sealed class ColourSource(int size = 16) : IExampleSource
{
    private static readonly string[] names = ["red", "green", "blue"];

    public long? Count => null;

    public Example Get(long index)
    {
        int colour = (int)(index % 3),
            corner = (int)(index / 3 % 4),
            half = size / 2;
        RgbImage image = TinyModel.Plain(
            size,
            size,
            (byte)(colour == 0 ? 230 : 20),
            (byte)(colour == 1 ? 230 : 20),
            (byte)(colour == 2 ? 230 : 20)
        );
        for (int y = 0; y < half; y++)
        for (int x = 0; x < half; x++)
            image.Pixels[((y + corner / 2 * half) * size + x + corner % 2 * half) * 3 + colour] = 120;
        return new Example(image, $"a {names[colour]} square");
    }

    /// <summary>Six of them as files with captions beside them.</summary>
    public static void Write(string folder, int size = 16)
    {
        ColourSource source = new(size);
        for (int i = 0; i < 6; i++)
        {
            PngFile.Write(Path.Combine(folder, $"{i}.png"), source.Get(i).Image);
            File.WriteAllText(Path.Combine(folder, $"{i}.txt"), source.Get(i).Caption);
        }
    }
}
