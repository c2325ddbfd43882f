using Hippogriff.Imaging;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Imaging;

public class ImageTensorTests
{
    [Fact]
    public void Every_byte_comes_back()
    {
        RgbImage image = new(16, 16, [.. Enumerable.Range(0, 768).Select(i => (byte)i)]);
        using Tensor tensor = ImageTensor.FromImage(image);
        Assert.Equal([3, 16, 16], tensor.shape);
        Assert.Equal(float32, tensor.dtype);
        Assert.Equal(-1f, tensor[0, 0, 0].item<float>());
        Assert.Equal(1f / 127.5f - 1, tensor[1, 0, 0].item<float>(), 1e-6f); // second byte: green of the first pixel
        Assert.Equal(1f, tensor.max().item<float>());
        Assert.Equal(image.Pixels, ImageTensor.ToImage(tensor).Pixels);
    }

    [Fact]
    public void Values_are_rounded_to_the_nearest_and_cut_off()
    {
        using Tensor values = tensor(
                new[] { -2f, -1f + 0.49f / 127.5f, -1f + 0.51f / 127.5f, 1f - 0.51f / 127.5f, 7f, float.NaN }
            )
            .reshape(3, 1, 2);
        Assert.Equal([0, 1, 255, 0, 254, 128], ImageTensor.ToImage(values).Pixels);
    }

    [Fact]
    public void A_batch_keeps_its_order()
    {
        RgbImage[] images = [PngFileTests.Noise(5, 3, 1), PngFileTests.Noise(5, 3, 2), PngFileTests.Ramp(5, 3)];
        using Tensor batch = ImageTensor.FromImages(images),
            half = batch.to_type(ScalarType.Float64);
        Assert.Equal([3, 3, 3, 5], batch.shape);
        Assert.Equal(images.Select(i => i.Pixels), ImageTensor.ToImages(half).Select(i => i.Pixels));
    }

    [Fact]
    public void What_is_no_batch_of_pictures_is_a_bug()
    {
        using Tensor four = zeros(1, 4, 2, 2),
            two = zeros(2, 3, 2, 2);
        Assert.Throws<ArgumentException>(() => ImageTensor.ToImages(four));
        Assert.Throws<ArgumentException>(() => ImageTensor.ToImage(two));
        Assert.Throws<ArgumentException>(() => ImageTensor.FromImages([]));
        Assert.Throws<ArgumentException>(() =>
            ImageTensor.FromImages([PngFileTests.Ramp(2, 2), PngFileTests.Ramp(2, 3)])
        );
    }

    [Fact]
    public void Nothing_leaks()
    {
        RgbImage[] images = [PngFileTests.Ramp(4, 4), PngFileTests.Ramp(4, 4)];
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using (
            Tensor one = ImageTensor.FromImage(images[0]),
                batch = ImageTensor.FromImages(images)
        )
        {
            Assert.Equal(before + 2, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
            ImageTensor.ToImage(one);
            ImageTensor.ToImages(batch);
            Assert.Equal(before + 2, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        }
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }
}
