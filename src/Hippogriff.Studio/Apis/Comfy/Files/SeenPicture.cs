using Hippogriff.Imaging;
using SkiaSharp;

namespace Hippogriff.Studio.Apis.Comfy.Files;

/// <summary>Pictures with transparent places, as PNG.</summary>
internal static class SeenPicture
{
    /// <summary>The picture, transparent where the mask of its size is black.</summary>
    public static byte[] Png(RgbImage image, MaskImage seen)
    {
        byte[] pixels = new byte[image.Width * image.Height * 4];
        for (int i = 0; i < seen.Values.Length; i++)
        {
            image.Pixels.AsSpan(i * 3, 3).CopyTo(pixels.AsSpan(i * 4));
            pixels[i * 4 + 3] = seen.Values[i];
        }
        SKImageInfo info = new(image.Width, image.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        using SKImage picture = SKImage.FromPixelCopy(info, pixels);
        using SKData png = picture.Encode(SKEncodedImageFormat.Png, 100);
        return png.ToArray();
    }
}
