using Hippogriff.Denoising;
using Hippogriff.Pipelines;
using Hippogriff.Tests.Pipelines;
using Hippogriff.Training.Distillation;
using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Training;

public sealed partial class DistillationTests
{
    [Fact]
    public void A_distilled_model_is_no_teacher()
    {
        DistillationRun
            .Begin(Plan(), new ColourSource(), _folder.In("run"), "cpu", new Watcher())
            .Train(Steps(1), default);
        using NetworkModel fast = PipelineLoader.Load(_folder.In("run/model"));
        DistillationPlan again = Plan() with { Teacher = _folder.In("run/model"), TeacherHash = fast.Hash };
        Assert.Contains(
            "distilled itself",
            Assert
                .Throws<HippogriffException>(() =>
                    DistillationRun
                        .Begin(again, new ColourSource(), _folder.In("next"), "cpu", new Watcher())
                        .Train(Steps(1), default)
                )
                .Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Another_teacher_on_resuming_is_refused()
    {
        DistillationRun.Begin(
            Plan() with
            {
                TeacherHash = "0000000000",
            },
            new ColourSource(),
            _folder.In("run"),
            "cpu",
            new Watcher()
        );
        Assert.Contains(
            "has changed",
            Assert
                .Throws<HippogriffException>(() =>
                    DistillationRun
                        .Resume(new ColourSource(), _folder.In("run"), "cpu", new Watcher())
                        .Train(Steps(1), default)
                )
                .Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_folder_with_something_in_it_is_not_written_into()
    {
        _folder.Write("full/a.txt", "mine");
        Assert.Contains(
            "not empty",
            Assert
                .Throws<HippogriffException>(() =>
                    DistillationRun.Begin(Plan(), new ColourSource(), _folder.In("full"), "cpu", new Watcher())
                )
                .Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "--resume",
            Assert
                .Throws<HippogriffException>(() =>
                    DistillationRun.Resume(new ColourSource(), _folder.In("nothing"), "cpu", new Watcher())
                )
                .Message,
            StringComparison.Ordinal
        );
        _folder.Write("broken/distillation.json", "{");
        Assert.Contains(
            "cannot be read",
            Assert
                .Throws<HippogriffException>(() =>
                    DistillationRun.Resume(new ColourSource(), _folder.In("broken"), "cpu", new Watcher())
                )
                .Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(3.0, "")]
    [InlineData(null, "a dog")]
    public void Baked_in_guidance_is_not_asked_for_again(double? guidance, string negative)
    {
        using NetworkModel model = TinyModel.Create();
        NetworkModel fast = new(
            "fast",
            "0",
            TinyModel.Defaults with
            {
                Guidance = 1,
            },
            new NetworkParts(model.Vocabulary, model.Network, null, Prediction.Sample) { IsGuidanceDistilled = true }
        );
        GenerationRequest request = new()
        {
            Prompt = "red",
            Guidance = guidance,
            NegativePrompt = negative,
        };
        Assert.Contains(
            "guidance-distilled",
            Assert.Throws<HippogriffException>(() => RequestCheck.Resolve(request, fast, () => 1)).Message,
            StringComparison.Ordinal
        );
        Assert.Equal(
            1,
            RequestCheck.Resolve(request with { Guidance = null, NegativePrompt = "" }, fast, () => 1).Guidance
        );
    }
}
