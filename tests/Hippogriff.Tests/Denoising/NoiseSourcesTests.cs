using Hippogriff.Denoising;

namespace Hippogriff.Tests.Denoising;

/// <summary>Names of noise sources, and places in a batch.</summary>
public class NoiseSourcesTests
{
    [Theory]
    [InlineData("Batch-3-OF-5", 3, 5)]
    [InlineData("batch-1-of-1", 1, 1)]
    [InlineData("batch-64-of-64", 64, 64)]
    public void A_place_is_read_from_its_text(string text, int picture, int of)
    {
        Assert.Equal(new PlaceInBatch(picture, of), PlaceInBatch.TryRead(text));
        Assert.Equal($"batch-{picture}-of-{of}", NoiseSources.NameOf(text));
    }

    [Theory]
    [InlineData("batch-0-of-5")]
    [InlineData("batch-6-of-5")]
    [InlineData("batch-1-of-65")]
    [InlineData("batch-1-of-100")]
    [InlineData("batch-3-of-5 ")]
    [InlineData("batch--1-of-5")]
    [InlineData("batch-\u0661-of-5")] // a digit, but not one of ours
    [InlineData("batches")]
    public void What_is_no_place_is_refused_with_what_there_is(string text)
    {
        Assert.Null(PlaceInBatch.TryRead(text));
        string sentence = Assert.Throws<HippogriffException>(() => NoiseSources.NameOf(text)).Message;
        Assert.Contains("picture, batch", sentence, StringComparison.Ordinal);
        Assert.Contains("batch-3-of-5", sentence, StringComparison.Ordinal);
    }
}
