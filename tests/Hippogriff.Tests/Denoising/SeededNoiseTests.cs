using Hippogriff.Denoising;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Denoising;

public class SeededNoiseTests
{
    [Fact]
    public void A_picture_does_not_depend_on_its_batch()
    {
        using DisposeScope scope = NewDisposeScope();
        using var batch = new SeededNoise(40, 4, [3, 8, 8]);
        using var alone = new SeededNoise(42, 1, [3, 8, 8]);
        for (int draw = 0; draw < 3; draw++)
            Assert.True(batch.Draw()[2].allclose(alone.Draw()[0], rtol: 0, atol: 0), $"draw {draw}");
    }

    [Fact]
    public void The_same_seed_gives_the_same_noise_and_later_draws_differ()
    {
        using DisposeScope scope = NewDisposeScope();
        using var one = new SeededNoise(-7, 2, [3, 8, 8]);
        using var other = new SeededNoise(-7, 2, [3, 8, 8]);
        Tensor first = one.Draw();
        Assert.Equal([2L, 3, 8, 8], first.shape);
        Assert.True(first.allclose(other.Draw(), rtol: 0, atol: 0));
        Assert.False(first.allclose(one.Draw(), rtol: 0, atol: 0));
        Assert.False(first[0].allclose(first[1], rtol: 0, atol: 0));
    }

    [Fact]
    public void It_is_standard_normal_and_leaves_the_global_generator_alone()
    {
        using DisposeScope scope = NewDisposeScope();
        manual_seed(3);
        float untouched = randn(1).item<float>();
        manual_seed(3);
        using var noise = new SeededNoise(1, 1, [3, 128, 128]);
        Tensor draw = noise.Draw();
        Assert.Equal(0, draw.mean().item<float>(), 0.02);
        Assert.Equal(1, draw.std().item<float>(), 0.02);
        Assert.Equal(untouched, randn(1).item<float>());
    }

    [Fact]
    public void One_generator_for_the_batch_draws_what_one_picture_of_its_size_would_get()
    {
        using DisposeScope scope = NewDisposeScope();
        using SeededNoise batch = new(7, 3, [2, 4, 4], place: new PlaceInBatch(1, 3)),
            whole = new(7, 1, [3, 2, 4, 4]),
            pictures = new(7, 3, [2, 4, 4]);
        Tensor first = batch.Draw(),
            each = pictures.Draw();
        Assert.True(first.equal(whole.Draw().squeeze(0)).all().item<bool>());
        Assert.False(first[1].equal(each[1]).all().item<bool>());
        Assert.True(batch.Draw().equal(whole.Draw().squeeze(0)).all().item<bool>()); // later draws go on
    }

    [Fact]
    public void Pictures_from_a_place_on_get_their_rows_of_the_whole_batch_at_every_draw()
    {
        using DisposeScope scope = NewDisposeScope();
        using SeededNoise all = new(7, 5, [3, 5, 2], place: new PlaceInBatch(1, 5)),
            two = new(7, 2, [3, 5, 2], place: new PlaceInBatch(3, 5));
        for (int draw = 0; draw < 2; draw++)
            Assert.True(all.Draw()[2..4].equal(two.Draw()).all().item<bool>());
        Assert.Throws<ArgumentOutOfRangeException>(() => new SeededNoise(7, 4, [1], place: new PlaceInBatch(3, 5)));
    }
}
