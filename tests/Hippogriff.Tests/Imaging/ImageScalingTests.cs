using Hippogriff.Imaging;

namespace Hippogriff.Tests.Imaging;

public class ImageScalingTests
{
    [Theory]
    [InlineData(64, 64, 16, 16)]
    [InlineData(10, 20, 33, 7)]
    [InlineData(1, 1, 5, 5)]
    public void A_plain_picture_stays_plain(int fromWidth, int fromHeight, int width, int height)
    {
        RgbImage image = ImageScaling.Resize(
            new RgbImage(fromWidth, fromHeight, [.. Enumerable.Repeat((byte)200, fromWidth * fromHeight * 3)]),
            width,
            height
        );
        Assert.Equal((width, height), (image.Width, image.Height));
        Assert.All(image.Pixels, value => Assert.Equal(200, value));
    }

    [Fact]
    public void Shrinking_averages_and_keeps_a_ramp_a_ramp()
    {
        RgbImage small = ImageScaling.Resize(PngFileTests.Ramp(256, 256), 8, 8);
        for (int x = 1; x < 7; x++)
            Assert.InRange(small.Pixels[(3 * 8 + x) * 3], 255 * (x + 0.5) / 8 - 2, 255 * (x + 0.5) / 8 + 2);
        byte[] board =
        [
            .. Enumerable.Range(0, 64 * 64).SelectMany(i => Enumerable.Repeat((byte)((i + i / 64) % 2 * 255), 3)),
        ];
        Assert.All(
            ImageScaling.Resize(new RgbImage(64, 64, board), 16, 16).Pixels,
            value => Assert.InRange(value, 120, 135)
        );
    }

    [Fact]
    public void Covering_cuts_the_middle_out()
    {
        byte[] pixels =
        [
            .. Enumerable
                .Range(0, 300 * 100)
                .SelectMany(i => Enumerable.Repeat((byte)(i % 300 is >= 100 and < 200 ? 255 : 0), 3)),
        ];
        Assert.All(
            ImageScaling.Cover(new RgbImage(300, 100, pixels), 64, 64).Pixels,
            value => Assert.Equal(255, value)
        );
        Assert.Equal(
            (3, 1),
            (
                ImageScaling.Cover(new RgbImage(1, 1000, new byte[3000]), 3, 1).Width,
                ImageScaling.Cover(new RgbImage(1000, 1, new byte[3000]), 3, 1).Height
            )
        );
    }

    [Fact]
    public void Enlarging_makes_squares_of_pixels()
    {
        RgbImage reduced = ImageScaling.Reduce(
            new RgbImage(3, 2, [0, 10, 255, 4, 20, 255, 99, 99, 99, 8, 30, 255, 16, 41, 254, 99, 99, 99]),
            2
        ); // the last column fills no square
        Assert.Equal([7, 25, 255], reduced.Pixels);
        RgbImage image = ImageScaling.Enlarge(new RgbImage(2, 1, [1, 2, 3, 4, 5, 6]), 2);
        Assert.Equal([1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6, 1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6], image.Pixels);
    }

    [Fact]
    public void A_mirror_turns_each_row_and_twice_is_nothing()
    {
        RgbImage image = new(3, 2, [1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
        Assert.Equal(
            [7, 8, 9, 4, 5, 6, 1, 2, 3, 17, 18, 19, 14, 15, 16, 11, 12, 13],
            ImageScaling.Mirror(image).Pixels
        );
        Assert.Equal(image.Pixels, ImageScaling.Mirror(ImageScaling.Mirror(image)).Pixels);
    }
}
