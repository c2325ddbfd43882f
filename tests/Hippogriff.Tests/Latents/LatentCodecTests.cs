using Hippogriff.Latents;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Latents;

public class LatentCodecTests
{
    [Fact]
    public void Scaling_moves_first_and_is_undone_by_its_inverse()
    {
        using var scope = NewDisposeScope();
        LatentScaling flux = new(0.3611, 0.1159);
        Tensor latents = tensor(new[] { -2f, 0.1159f, 3f });
        Assert.Equal(0, flux.Apply(latents)[1].item<float>(), 6);
        Assert.Equal((3 - 0.1159) * 0.3611, flux.Apply(latents)[2].item<float>(), 5);
        Assert.True(flux.Undo(flux.Apply(latents)).allclose(latents, atol: 1e-6));
    }

    [Fact]
    public void Without_an_autoencoder_the_picture_itself_is_denoised()
    {
        using var scope = NewDisposeScope();
        Tensor pixels = rand(1, 3, 4, 6);
        Assert.Equal((1, 3), (PixelCodec.Shared.Factor, PixelCodec.Shared.Channels));
        Assert.True(PixelCodec.Shared.Encode(pixels).allclose(pixels));
        Assert.True(PixelCodec.Shared.Decode(pixels).allclose(pixels));
        Assert.True(LatentPreview.Of(PixelCodec.Shared, pixels).allclose(pixels)); // no matrix: decoded
    }

    [Fact]
    public void A_preview_by_matrix_is_a_square_of_one_colour_a_cell()
    {
        using var scope = NewDisposeScope();
        Tensor latents = tensor([1f, 2f, 10f, 20f], 1, 2, 1, 2); // channel 0 is 1, 2; channel 1 is 10, 20
        Tensor preview = LatentPreview.Of(new Mixed(), latents);
        Assert.Equal([1, 3, 8, 16], preview.shape);
        Assert.Equal([1f, 2, 10.5f, 20.5f, 11, 22], Corners(0));
        Assert.Equal([1f, 2, 10.5f, 20.5f, 11, 22], Corners(7));

        float[] Corners(int at) =>
            preview[0]
                .select(1, at)
                .index_select(1, tensor(new long[] { at, 8 + at }))
                .contiguous()
                .data<float>()
                .ToArray();
    }

    private sealed class Mixed : ILatentCodec
    {
        public int Factor => 8;

        public int Channels => 2;

        public float[,] PreviewMatrix { get; } =
            new float[,]
            {
                { 1, 0, 0 },
                { 0, 1, 0.5f },
                { 1, 1, 0 },
            };

        public Tensor Encode(Tensor pixels) => throw new NotSupportedException();

        public Tensor Decode(Tensor latents) => throw new NotSupportedException();

        public void Dispose() { }
    }
}
