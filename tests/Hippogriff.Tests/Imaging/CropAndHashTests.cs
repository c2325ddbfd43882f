using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Metadata;

namespace Hippogriff.Tests.Imaging;

public sealed class CropAndHashTests
{
    /// <summary>Grey with a bright striped square of 20 pixels at a place.</summary>
    private static RgbImage WithThing(int width, int height, int left, int top)
    {
        byte[] pixels = [.. Enumerable.Repeat((byte)100, width * height * 3)];
        for (int y = top; y < top + 20; y++)
        for (int x = left; x < left + 20; x++)
            pixels[(y * width + x) * 3] = (byte)(x % 4 < 2 ? 255 : 160);
        return new RgbImage(width, height, pixels);
    }

    private static RgbImage Noise(int seed, int side = 48)
    {
        Random random = new(seed);
        byte[] coarse = new byte[6 * 6 * 3];
        random.NextBytes(coarse);
        return ImageScaling.Resize(new RgbImage(6, 6, coarse), side, side);
    }

    [Theory]
    [InlineData(120, 40, 2, 10)]
    [InlineData(120, 40, 96, 10)]
    [InlineData(40, 120, 10, 97)]
    [InlineData(120, 40, 50, 10)]
    public void What_stands_out_is_kept_whole_wherever_it_is(int width, int height, int left, int top)
    {
        RgbImage cut = SmartCrop.Cover(WithThing(width, height, left, top), 40, 40);
        int reds = Enumerable.Range(0, 1600).Count(i => cut.Pixels[i * 3] > 130);
        Assert.InRange(reds, 390, 410); // 20x20
    }

    [Fact]
    public void Where_nothing_stands_out_the_middle_is_kept()
    {
        byte[] pixels = new byte[60 * 20 * 3];
        for (int i = 0; i < 60 * 20; i++)
            pixels[i * 3] = pixels[i * 3 + 1] = pixels[i * 3 + 2] = 90;
        RgbImage plain = new(60, 20, pixels);
        Assert.Equal(ImageScaling.Cover(plain, 20, 20).Pixels, SmartCrop.Cover(plain, 20, 20).Pixels);
        RgbImage square = Noise(1);
        Assert.Equal(square.Pixels, SmartCrop.Cover(square, 48, 48).Pixels);
    }

    [Fact]
    public void The_same_picture_in_another_size_and_quality_has_the_same_fingerprint_and_others_have_not()
    {
        RgbImage[] pictures = [.. Enumerable.Range(0, 30).Select(seed => Noise(seed))];
        foreach (RgbImage picture in pictures)
        {
            PictureHash hash = PictureHash.Of(picture);
            RgbImage smaller = ImageScaling.Resize(picture, 31, 29),
                rougher = ImageFile.Decode(ImageEncoding.Encode(picture, ImageFormat.Jpeg, quality: 40));
            Assert.True(hash.Same(PictureHash.Of(smaller)) && hash.Same(PictureHash.Of(rougher)));
            Assert.DoesNotContain(pictures, other => other != picture && hash.Same(PictureHash.Of(other)));
        }
    }

    [Fact]
    public void Plain_pictures_of_different_colours_are_different()
    {
        PictureHash[] plain =
        [
            .. new byte[] { 0, 90, 200 }.Select(grey =>
                PictureHash.Of(new RgbImage(16, 16, [.. Enumerable.Repeat(grey, 768)]))
            ),
        ];
        Assert.True(plain[0].Same(plain[0]));
        Assert.False(plain[0].Same(plain[1]) || plain[1].Same(plain[2]));
    }
}
