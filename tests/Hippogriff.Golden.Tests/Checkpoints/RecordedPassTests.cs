using Hippogriff.Conditioning;
using Hippogriff.Latents;
using Hippogriff.Models.UNet2D;
using Hippogriff.Pipelines.Checkpoints;
using Hippogriff.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Golden.Tests.Checkpoints;

/// <summary>Denoiser and autoencoder of whole recorded folders, with the inputs of whole recorded runs.</summary>
public class RecordedPassTests
{
    private const double Tolerance = 2e-5;

    public static TheoryData<string> Folders =>
        GoldenFolder.Has("pipelines")
            ?
            [
                .. Directory
                    .GetDirectories(GoldenFolder.At("pipelines"))
                    .Select(path => Path.GetFileName(path))
                    .Where(name => LoadedPart.ClassOf("pipelines", name, "unet") == "UNet2DConditionModel")
                    .Order(),
            ]
            : [];

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Folders))]
    public void Every_pass_of_a_denoiser_gives_what_was_recorded(string name)
    {
        using ConditionalUNet network = LoadedPart.Of<ConditionalUNet>(PublicParts.UNetOf(FolderOf(name)));
        using IDisposable noGradient = no_grad();
        int passes = 0;
        foreach (GoldenTensors run in RunsOf(name))
            for (int i = 0; run.Has($"denoiser.{i}.out"); i++)
            {
                using DisposeScope scope = NewDisposeScope();
                if (run.Names.Any(input => input.Contains("residual", StringComparison.Ordinal)))
                    break; // a ControlNet took part
                Tensor sample = run[$"denoiser.{i}.sample"];
                Tensor time = run[$"denoiser.{i}.timestep"].to(ScalarType.Float32).flatten().expand(sample.shape[0]);
                Tensor guess = network.call(sample, time, ConditionOf(run));
                Near.Require(run[$"denoiser.{i}.out"], guess, Tolerance, $"{name} pass {i}");
                passes++;
            }
        Assert.NotEqual(0, passes);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Folders))]
    public void The_autoencoder_gives_the_picture_that_was_recorded(string name)
    {
        PublicPart part = PublicParts.VaeOf(FolderOf(name));
        using ILatentCodec codec = part.CodecOf(LoadedPart.Of<nn.Module>(part));
        using IDisposable noGradient = no_grad();
        foreach (GoldenTensors run in RunsOf(name).Where(run => run.Has("decoder.0.out")))
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor latents = part.Scaling.Apply(run["decoder.0.in"]); // recorded behind the scaling
            Near.Require(run["decoder.0.out"], codec.Decode(latents), Tolerance, $"{name} decoder");
        }
    }

    private static ModelFolder FolderOf(string name) => new(name, GoldenFolder.At("pipelines", name));

    private static IEnumerable<GoldenTensors> RunsOf(string name) =>
        Directory
            .GetFiles(GoldenFolder.At("pipelines", name, "runs"), "*.safetensors")
            .Order()
            .Select(path => GoldenTensors.Of("pipelines", name, "runs", Path.GetFileName(path)));

    private static Condition ConditionOf(GoldenTensors run)
    {
        const string First = "denoiser.0.";
        Dictionary<string, Tensor> extra = [];
        if (run.Has(First + "timestep_cond"))
            extra[ExtraInputs.Guidance] = run[First + "timestep_cond"];
        string? sizes = run.Names.FirstOrDefault(name =>
            name.StartsWith(First, StringComparison.Ordinal) && name.EndsWith("time_ids", StringComparison.Ordinal)
        );
        string? pooled = run.Names.FirstOrDefault(name =>
            name.StartsWith(First, StringComparison.Ordinal) && name.EndsWith("text_embeds", StringComparison.Ordinal)
        );
        if (sizes is not null)
            extra[ExtraInputs.TimeIds] = run[sizes];
        return new Condition(run[First + "encoder_hidden_states"], pooled is null ? null : run[pooled])
        {
            Extra = extra,
        };
    }
}
