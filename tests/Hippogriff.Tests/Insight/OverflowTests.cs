using Hippogriff.Insight.Chance;
using Hippogriff.Insight.Steps;
using Hippogriff.Pipelines;
using Hippogriff.Tests.Pipelines;
using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Insight;

public class OverflowTests
{
    [Fact]
    public void A_walk_and_a_watched_drawing_whose_numbers_run_over_end_in_a_sentence()
    {
        using NetworkModel model = TinyModel.Create("u_net", latent: true);
        using (inference_mode())
        {
            foreach (Tensor weight in model.Network.parameters())
                weight.fill_(Held(1e30));
        }
        GenerationSettings settings = TinyModel.Settings("a red square", 3);
        Assert.Contains(
            "ran over",
            Assert
                .Throws<HippogriffException>(() =>
                    LatentWalk.Between(model, settings, new WalkPlan(9, "a blue square", 3))
                )
                .Message
        );
        Assert.Contains("ran over", Assert.Throws<HippogriffException>(() => StepWatch.Draw(model, settings)).Message);
    }
}
