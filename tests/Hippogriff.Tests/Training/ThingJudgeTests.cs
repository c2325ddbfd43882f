using Hippogriff.Tests.Models;
using Hippogriff.Tests.Scenes;
using Hippogriff.Training;
using Hippogriff.Training.Checkpoints;
using Hippogriff.Training.Evaluation;
using Hippogriff.Training.Optimisation;
using Hippogriff.Training.Scenes;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Training;

public sealed class ThingJudgeTests(SceneFixture scenes) : IClassFixture<SceneFixture>
{
    [Fact]
    public void Every_picture_gets_one_answer_a_thing_at_any_size()
    {
        using DisposeScope scope = NewDisposeScope();
        using ThingJudge judge = TinyNetworks.Seeded(new ThingJudge(5, 16));
        Assert.Equal([2, 5], judge.call(TinyNetworks.Noise(1, 2, 3, 16, 32)).shape);
        using Tensor pixels = TinyNetworks.Noise(2, 1, 3, 16, 16);
        long before = TinyNetworks.Live;
        judge.call(pixels).Dispose();
        Assert.Equal(before, TinyNetworks.Live);
    }

    [Fact]
    public void The_truth_of_a_batch_is_what_the_scenes_were_planned_with()
    {
        SceneComposer composer = scenes.Composer(size: 16);
        LabelledBatch batch = JudgeObjective.Take(composer, 40, 6);
        for (int i = 0; i < 6; i++) Assert.Equal(composer.Plan(40 + i).Scene.Things.Select(t => t.Concept).Distinct(), batch.Things[i]);
        Assert.Equal(composer.Get(41).Image.Pixels, batch.Pictures.Bytes[(16 * 16 * 3)..(2 * 16 * 16 * 3)]);
    }

    [Fact]
    public void A_judge_that_knows_nothing_pays_ln_two_for_every_thing()
    {
        using DisposeScope scope = NewDisposeScope();
        using ThingJudge judge = new(3, 16);
        using (no_grad())
            foreach (Tensor parameter in judge.parameters()) parameter.zero_();
        JudgeObjective objective = new(judge, scenes.Composer(size: 16), ["cat", "dog", "apple"], 4, ScalarType.Float32);
        using Generator random = new(1, CPU);
        Assert.Equal(3 * Math.Log(2), objective.Loss(objective.Prepare(0), random).item<float>(), 1e-5);
    }

    [Fact]
    public void It_learns_in_the_same_loop_as_everything_else()
    {
        using TemporaryFolder folder = new();
        string[] names = [.. scenes.World.Concepts.Select(c => c.Name)];
        using ThingJudge judge = TinyNetworks.Seeded(new ThingJudge(names.Length, 16));
        using TrainingLoop<LabelledBatch> loop = new(
            new JudgeObjective(judge, scenes.Composer(size: 16), names, 8, ScalarType.Float32), new TrainingPlan(30, null, new Pace(0.01, 3), 1), new CheckpointFolder(folder.Path));
        List<double> losses = [];
        Assert.True(loop.Run(p => losses.Add(p.Loss)));
        Assert.True(losses[^5..].Average() < 0.6 * losses[0], $"{losses[0]} to {losses[^5..].Average()}");
    }
}
