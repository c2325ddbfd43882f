using Hippogriff.Training.Checkpoints;
using Hippogriff.Training.Loop;
using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Training;

public sealed partial class TrainingLoopTests
{
    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_loss_that_is_no_number_stops_the_run_and_keeps_the_last_good_checkpoint(double factor)
    {
        using LineObjective objective = new() { Factor = step => step == 6 ? factor : 1 };
        using TrainingLoop<float[]> loop = Line(objective, Plan(20, checkpointMinutes: 0));
        string sentence = Assert.Throws<HippogriffException>(() => loop.Run()).Message;
        Assert.Contains("step 7", sentence, StringComparison.Ordinal);
        Assert.Contains("not a number", sentence, StringComparison.Ordinal);
        Assert.Contains("0.01", sentence, StringComparison.Ordinal);
        Assert.EndsWith(".", sentence, StringComparison.Ordinal);
        Assert.Equal(["step-000000005.safetensors", "step-000000006.safetensors"], Files());
        Assert.True(loop.Parameters.Master.isfinite().all().item<bool>());
        using LineObjective healed = new();
        using TrainingLoop<float[]> resumed = Line(healed, Plan(20));
        Assert.True(resumed.Resume());
        Assert.True(resumed.Run());
    }

    [Fact]
    public void A_loss_that_jumps_far_above_its_best_stops_the_run()
    {
        using LineObjective objective = new() { Factor = step => step >= 310 ? 1000 : 1 };
        using TrainingLoop<float[]> loop = Line(objective, Plan(600, rate: 1e-5));
        string sentence = Assert.Throws<HippogriffException>(() => loop.Run()).Message;
        Assert.Contains("the loss rose from", sentence, StringComparison.Ordinal);
        Assert.InRange(loop.State.Step, 310, 315);
    }

    [Fact]
    public void Before_the_first_checkpoint_a_run_that_diverges_does_not_speak_of_one()
    {
        using LineObjective objective = new() { Factor = _ => double.NaN };
        using TrainingLoop<float[]> loop = Line(objective, Plan(20));
        string sentence = Assert.Throws<HippogriffException>(() => loop.Run()).Message;
        Assert.DoesNotContain("is kept", sentence, StringComparison.Ordinal);
        Assert.Empty(Files());
    }

    [Fact]
    public void A_batch_that_cannot_be_made_ends_the_run_with_its_own_sentence()
    {
        using LineObjective objective = new();
        FailingObjective failing = new(objective);
        using TrainingLoop<float[]> loop = new(failing, Plan(9), new CheckpointFolder(_folder.Path));
        Assert.Equal("No picture can be read.", Assert.Throws<HippogriffException>(() => loop.Run()).Message);
        Assert.Equal(4, loop.State.Step);
    }

    private sealed class FailingObjective(LineObjective inner) : IObjective<float[]>
    {
        public nn.Module Network => inner.Network;

        public int BatchSize => inner.BatchSize;

        public float[] Prepare(long step) =>
            step == 4 ? throw new HippogriffException("No picture can be read.") : inner.Prepare(step);

        public Tensor Loss(float[] batch, BatchRandom random) => inner.Loss(batch, random);
    }
}
