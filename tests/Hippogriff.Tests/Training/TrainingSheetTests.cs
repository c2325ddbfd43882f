using Hippogriff.Denoising;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Drawing;
using Hippogriff.Pipelines;
using Hippogriff.Tests.Pipelines;
using Hippogriff.Training;
using Hippogriff.Training.Checkpoints;
using Hippogriff.Training.Distillation;
using Hippogriff.Training.Objectives;

namespace Hippogriff.Tests.Training;

/// <summary>What a training shows of a model is what the model draws for everybody else.</summary>
public sealed class TrainingSheetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>A model that wants guidance at the noisy end only.</summary>
    private static NetworkModel Model()
    {
        NetworkModel plain = TinyModel.Create();
        return new NetworkModel(
            "tiny",
            plain.Hash,
            TinyModel.Defaults with
            {
                Guidance = 4,
                GuidanceInterval = new GuidanceInterval(0.5, 1),
            },
            new NetworkParts(plain.Vocabulary, plain.Network, null, Prediction.Sample)
        );
    }

    private static RgbImage Drawn(NetworkModel model, string prompt, long seed, GenerationRequest? request = null) =>
        TextToImage
            .Draw(
                model,
                RequestCheck.Resolve(
                    (request ?? new GenerationRequest { Prompt = "" }) with
                    {
                        Prompt = prompt,
                        Seed = seed,
                    },
                    model,
                    () => 0
                ),
                1
            )[0]
            .Image;

    [Fact]
    public void A_sheet_is_drawn_as_the_model_draws_its_interval_of_guidance_too()
    {
        using NetworkModel model = Model();
        TrainingSheet sheet = new(TinyRecipe.Create(latent: false), new ColourSource(), _folder.Path);
        IReadOnlyList<SheetPicture> pictures = sheet.Draw(model, new TrainingState(3, 12, 1, 1, 1)).Pictures;
        Assert.Equal(["a red square", "a blue square"], pictures.Select(picture => picture.Label));
        for (int i = 0; i < 2; i++)
            Assert.Equal(Drawn(model, pictures[i].Label, 7 + i).Pixels, pictures[i].Image.Pixels);
        Assert.NotEqual(
            Drawn(
                model,
                "a red square",
                7,
                new GenerationRequest { Prompt = "", GuidanceInterval = GuidanceInterval.Whole }
            ).Pixels,
            pictures[0].Image.Pixels
        );
    }

    [Fact]
    public void A_caption_may_be_longer_than_a_prompt()
    {
        using NetworkModel model = Model();
        string caption = string.Join(' ', Enumerable.Repeat("red", 1_000));
        Assert.Equal(caption, RequestCheck.Default(model, caption, 7).Prompt);
    }

    [Fact]
    public void The_teacher_of_a_distillation_is_shown_with_the_guidance_of_its_lessons()
    {
        using NetworkModel model = Model();
        DistillationSettings lessons = new(Guidance: 3, GuidanceInterval: new GuidanceInterval(0.4, 0.9));
        GenerationRequest same = new()
        {
            Prompt = "",
            Guidance = 3,
            GuidanceInterval = lessons.GuidanceInterval,
        };
        Assert.Equal(
            Drawn(model, "a red square", 7, same).Pixels,
            DistillationSheet.Draw(model, lessons, ["a red square"])[0].Pixels
        );
        using NetworkModel student = new(
            "fast",
            "0",
            TinyModel.Defaults with
            {
                Guidance = 1,
            },
            new NetworkParts(model.Vocabulary, TinyModel.Create().Network, null, Prediction.Sample)
            {
                IsGuidanceDistilled = true,
            }
        );
        Assert.Equal(
            Drawn(student, "a red square", 7).Pixels,
            DistillationSheet.Draw(student, lessons, ["a red square"])[0].Pixels
        );
    }
}
