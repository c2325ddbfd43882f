using Hippogriff.Data.Examples;
using Hippogriff.Imaging;
using Hippogriff.Tests.Pipelines;
using Hippogriff.Training.Diagnosis;

namespace Hippogriff.Tests.Training.Diagnosis;

public sealed class CopyRatioTests
{
    /// <summary>Plain pictures of brightness 0, 20, 40 and so on.</summary>
    private sealed class Greys(long? count) : IExampleSource
    {
        public long? Count => count;

        public Example Get(long index) => new(Grey((int)index * 20), "grey");
    }

    private static RgbImage Grey(int value) => TinyModel.Plain(16, 16, (byte)value, (byte)value, (byte)value);

    [Fact]
    public void A_copy_is_far_nearer_to_one_picture_than_to_any_other() =>
        Assert.Equal((2, 4), new CopyRatio(new Greys(10)).In([Grey(41), Grey(50), Grey(48), Grey(80)]));

    [Fact]
    public void Few_or_endless_pictures_tell_nothing()
    {
        Assert.Null(new CopyRatio(new Greys(7)).In([Grey(0)]));
        Assert.Null(new CopyRatio(new Greys(null)).In([Grey(0)]));
    }

    [Fact]
    public void The_same_picture_twice_in_the_data_is_no_proof() =>
        Assert.Equal((0, 1), new CopyRatio(new Twice()).In([Grey(20)]));

    private sealed class Twice : IExampleSource
    {
        public long? Count => 10;

        public Example Get(long index) => new(Grey((int)index / 2 * 20), "grey");
    }
}
