using System.Text.Json.Nodes;
using Hippogriff.Pipelines;
using Hippogriff.Pipelines.Checkpoints;
using Hippogriff.Weights;
using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Pipelines.Checkpoints;

/// <summary>Public checkpoints with something wrong: each fault is found and named.</summary>
public sealed class DamagedCheckpointTests : IDisposable
{
    private const string UNetFile = "unet/diffusion_pytorch_model.safetensors",
        VaeFile = "vae/diffusion_pytorch_model.safetensors";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Small(string name = "small") => SmallCheckpoint.Write(_folder.In(name)).Path;

    private static ModelDefinition Read(string path, CheckpointChoices? choices = null) =>
        CheckpointRegistry.Default.Read(CheckpointSource.At(path) with { Choices = choices ?? CheckpointChoices.None });

    /// <summary>Writes a weight file anew with other tensors.</summary>
    private static void Change(string path, Action<Dictionary<string, Tensor>> change)
    {
        using DisposeScope scope = NewDisposeScope();
        Dictionary<string, Tensor> tensors = [];
        using (SafetensorsFile file = SafetensorsFile.Open(path))
            foreach (SafetensorsEntry entry in file.Entries)
                tensors[entry.Name] = file.Read(entry.Name);
        change(tensors);
        SafetensorsWriter.Write(path, tensors);
    }

    private static void Configure(string path, params (string Name, JsonNode Value)[] settings)
    {
        JsonObject config = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        foreach ((string name, JsonNode value) in settings)
            config[name] = value;
        File.WriteAllText(path, config.ToJsonString());
    }

    private static async Task<string> Refused(string path, LoadOptions? options = null)
    {
        HippogriffException refused = await Assert.ThrowsAsync<HippogriffException>(async () =>
        {
            await using DiffusionPipeline pipeline = await DiffusionPipeline.LoadAsync(path, options);
            await pipeline.GenerateAsync(
                new GenerationRequest
                {
                    Prompt = "a cat",
                    Steps = 1,
                    Seed = 1,
                }
            );
        });
        return refused.Message;
    }

    [Theory]
    [InlineData(UNetFile, "conv_in.weight")]
    [InlineData(VaeFile, "decoder.conv_in.weight")]
    public async Task A_weight_with_NaN_is_named_where_there_would_be_a_black_picture(string file, string weight)
    {
        string path = Small();
        Change(Path.Combine(path, file), tensors => tensors[weight] = tensors[weight] * Held(float.NaN));
        string said = await Refused(path);
        Assert.Contains($"'{weight}'", said, StringComparison.Ordinal);
        Assert.Contains("NaN", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Numbers_that_are_too_large_for_half_precision_are_told_from_a_broken_model()
    {
        string path = Small();
        Change(
            Path.Combine(path, VaeFile),
            tensors =>
            {
                foreach (string name in new[] { "decoder.conv_out.weight", "decoder.conv_out.bias" })
                    tensors[name] = full_like(tensors[name], Held(60_000));
            }
        );
        string said = await Refused(path, new LoadOptions { Type = ScalarType.Float16 });
        Assert.Contains("float16", said, StringComparison.Ordinal);
        Assert.Contains("--type float32", said, StringComparison.Ordinal);
    }

    [Fact]
    public void What_weights_lack_or_have_otherwise_is_said_by_their_headers()
    {
        string path = Small();
        Assert.Empty(Read(path).Faults());
        Change(Path.Combine(path, UNetFile), tensors => tensors.Remove("conv_in.weight"));
        Change(
            Path.Combine(path, VaeFile),
            tensors => tensors["decoder.conv_in.bias"] = tensors["decoder.conv_in.weight"]
        );
        IReadOnlyList<string> faults = Read(path).Faults();
        Assert.Equal(2, faults.Count);
        Assert.Contains("'conv_in.weight'", faults[0], StringComparison.Ordinal);
        Assert.Contains("'decoder.conv_in.bias'", faults[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_VAE_whose_scale_is_that_of_another_family_is_refused_beside_a_model_and_doubted_in_it()
    {
        string path = Small(),
            other = Small("other");
        Configure(Path.Combine(other, "vae", "config.json"), ("scaling_factor", 0.13025));
        HippogriffException refused = Assert.Throws<HippogriffException>(() =>
            Read(path, new CheckpointChoices { Vae = Path.Combine(other, "vae") })
        );
        Assert.Equal(FaultKind.Incompatible, refused.Kind);
        Assert.Contains("0.13025", refused.Message, StringComparison.Ordinal);
        Assert.Contains(Read(other).Notes, note => note.Contains("0.13025", StringComparison.Ordinal));
    }

    [Fact]
    public void Heads_that_no_model_of_the_family_has_are_doubted()
    {
        string path = Small();
        Directory.Delete(Path.Combine(path, "text_encoder"), recursive: true);
        string config = Path.Combine(path, "unet", "config.json");
        Configure(config, ("cross_attention_dim", 768), ("layers_per_block", 2));
        Assert.Contains(Read(path).Notes, note => note.Contains("2 heads", StringComparison.Ordinal));
        Configure(config, ("attention_head_dim", 8));
        Assert.DoesNotContain(Read(path).Notes, note => note.Contains("heads", StringComparison.Ordinal));
        Configure(config, ("attention_head_dim", 3));
        Assert.Contains("heads", Assert.Throws<HippogriffException>(() => Read(path)).Message);
    }

    [Theory]
    [InlineData("unet", "[]", "not a JSON object")]
    [InlineData("text_encoder", "3", "not a JSON object")]
    [InlineData("vae", """{"scaling_factor":0}""", "scaling_factor to 0")]
    [InlineData("vae", """{"scaling_factor":1e300}""", "scaling_factor to")]
    public void Settings_that_make_no_sense_are_named_with_their_file(string part, string settings, string fragment)
    {
        string config = Path.Combine(Small(), part, "config.json");
        if (settings[0] == '{')
            Configure(
                config,
                [.. JsonNode.Parse(settings)!.AsObject().Select(pair => (pair.Key, pair.Value!.DeepClone()))]
            );
        else
            File.WriteAllText(config, settings);
        string said = Assert
            .Throws<HippogriffException>(() => Read(Path.GetDirectoryName(Path.GetDirectoryName(config))!))
            .Message;
        Assert.Contains(fragment, said, StringComparison.Ordinal);
        Assert.Contains(config, said, StringComparison.Ordinal);
    }

    [Fact]
    public void A_scheduler_that_is_not_there_is_replaced_and_that_is_said()
    {
        string path = Small();
        Directory.Delete(Path.Combine(path, "scheduler"), recursive: true);
        Assert.Contains(Read(path).Notes, note => note.Contains("scheduler", StringComparison.Ordinal));
    }
}
