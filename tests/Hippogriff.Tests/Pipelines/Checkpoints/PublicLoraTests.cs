using Hippogriff.Metadata;
using Hippogriff.Pipelines;
using Hippogriff.Tests.Adapters;
using Hippogriff.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Pipelines.Checkpoints;

/// <summary>A public checkpoint drawn with LoRAs of other programs.</summary>
public sealed class PublicLoraTests : IDisposable
{
    private const string Known = "lora_unet_mid_block_attentions_0_transformer_blocks_0_attn2_to_k",
        Words = "lora_te_text_model_encoder_layers_1_mlp_fc1",
        Strange = "lora_unet_mid_block_attentions_7_proj_in";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Lora(string name, params (string Layer, long Rows)[] layers)
    {
        using DisposeScope scope = NewDisposeScope();
        Dictionary<string, Tensor> file = [];
        foreach ((string layer, long rows) in layers)
        {
            file[layer + ".lora_down.weight"] = PlainTarget.Filled(1, 2, 8);
            file[layer + ".lora_up.weight"] = PlainTarget.Filled(2, rows, 2);
        }
        SafetensorsWriter.Write(_folder.In(name), file);
        return _folder.In(name);
    }

    private static GenerationRequest Asked(params LoraChoice[] loras) =>
        new()
        {
            Prompt = "a cat",
            Steps = 2,
            Seed = 1,
            Loras = loras,
        };

    [Fact]
    public async Task A_picture_changes_with_it_says_its_hash_and_is_the_old_one_without()
    {
        string file = Lora("style.safetensors", (Known, 8), (Words, 16));
        await using DiffusionPipeline pipeline = await DiffusionPipeline.LoadAsync(
            SmallCheckpoint.Write(_folder.In("small")).Path
        );
        GeneratedImage plain = (await pipeline.GenerateAsync(Asked()))[0],
            drawn = (await pipeline.GenerateAsync(Asked(new LoraChoice(file, 2))))[0],
            after = (await pipeline.GenerateAsync(Asked()))[0];
        Assert.NotEqual(plain.Image.Pixels, drawn.Image.Pixels);
        Assert.Equal(plain.Image.Pixels, after.Image.Pixels);
        Assert.Contains(
            $"style: {drawn.Settings.Loras![0].DataHash}",
            Infotext.Parse(Infotext.Write(drawn.Settings)).Fields["Lora hashes"],
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(drawn.Reading!.Sentences(), sentence => sentence.Contains("LoRA"));
    }

    [Fact]
    public async Task One_that_fits_in_part_is_drawn_with_and_said_before_and_after()
    {
        string file = Lora("half.safetensors", (Known, 8), (Strange, 8));
        await using DiffusionPipeline pipeline = await DiffusionPipeline.LoadAsync(
            SmallCheckpoint.Write(_folder.In("small")).Path
        );
        GenerationRequest request = Asked(new LoraChoice(file));
        foreach (
            PromptReading reading in new[]
            {
                pipeline.ReadingOf(request),
                (await pipeline.GenerateAsync(request))[0].Reading!,
            }
        )
            Assert.Contains(
                reading.Sentences(),
                sentence =>
                    sentence.Contains("2 of its 4 tensors", StringComparison.Ordinal)
                    && sentence.Contains(Strange, StringComparison.Ordinal)
            );
        HippogriffException error = await Assert.ThrowsAsync<HippogriffException>(() =>
            pipeline.GenerateAsync(Asked(new LoraChoice(Lora("wide.safetensors", (Known, 24)))))
        );
        Assert.Contains(Known, error.Message, StringComparison.Ordinal);
    }
}
