using Hippogriff.Adapters;
using Hippogriff.Metadata;
using Hippogriff.Pipelines;
using Hippogriff.Pipelines.Checkpoints;
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

    private string Lora(string name, params (string Layer, long Rows)[] layers) => Lora(name, [], layers);

    private string Lora(string name, Dictionary<string, Tensor> more, params (string Layer, long Rows)[] layers)
    {
        using DisposeScope scope = NewDisposeScope();
        Dictionary<string, Tensor> file = new(more);
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

    [Theory]
    [InlineData("string_to_param.*")]
    [InlineData("emb_params")]
    [InlineData("clip_l")]
    [InlineData("text_encoder")]
    public async Task Embeddings_that_a_file_brings_along_are_words_while_it_is_used(string part)
    {
        using DisposeScope scope = NewDisposeScope();
        string bare = Lora("bare.safetensors", (Known, 8)),
            bundle = Lora(
                "bundle.safetensors",
                new Dictionary<string, Tensor> { [$"bundle_emb.tiny-cat.{part}"] = PlainTarget.Filled(3, 3, 8) },
                (Known, 8)
            );
        Assert.Equal(["tiny-cat"], LoraFile.CardOf(bundle).Words);
        await using DiffusionPipeline pipeline = await DiffusionPipeline.LoadAsync(
            SmallCheckpoint.Write(_folder.In("small")).Path
        );
        GenerationRequest without = Asked(new LoraChoice(bare)) with { Prompt = "a tiny-cat" },
            with = without with { Loras = [new LoraChoice(bundle)] };
        Assert.Equal(3, pipeline.ReadingOf(with).Tokens!.Count(token => token.Embedding == "tiny-cat"));
        Assert.DoesNotContain(pipeline.ReadingOf(without).Tokens!, token => token.Embedding is not null);
        GeneratedImage plain = (await pipeline.GenerateAsync(without))[0],
            drawn = (await pipeline.GenerateAsync(with))[0],
            after = (await pipeline.GenerateAsync(without))[0];
        Assert.NotEqual(plain.Image.Pixels, drawn.Image.Pixels);
        Assert.Equal(plain.Image.Pixels, after.Image.Pixels);
        Assert.Equal(3, drawn.Reading!.Tokens!.Count(token => token.Embedding == "tiny-cat"));
        Assert.DoesNotContain(after.Reading!.Tokens!, token => token.Embedding is not null);
        Assert.DoesNotContain(drawn.Reading.Sentences(), sentence => sentence.Contains("LoRA"));
    }

    [Fact]
    public async Task An_embedding_for_another_family_inside_a_file_is_refused_and_the_model_is_as_before()
    {
        using DisposeScope scope = NewDisposeScope();
        string bundle = Lora(
            "bundle.safetensors",
            new Dictionary<string, Tensor> { ["bundle_emb.tiny-cat.string_to_param.*"] = ones(2, 1024) },
            (Known, 8)
        );
        await using DiffusionPipeline pipeline = await DiffusionPipeline.LoadAsync(
            SmallCheckpoint.Write(_folder.In("small")).Path
        );
        byte[] before = (await pipeline.GenerateAsync(Asked()))[0].Image.Pixels;
        HippogriffException error = await Assert.ThrowsAsync<HippogriffException>(() =>
            pipeline.GenerateAsync(Asked(new LoraChoice(bundle)))
        );
        Assert.Equal(FaultKind.Incompatible, error.Kind);
        Assert.Contains("SD 2", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, (await pipeline.GenerateAsync(Asked()))[0].Image.Pixels);
    }

    [Fact]
    public async Task What_does_not_fit_is_refused_before_the_model_is_loaded_by_the_same_sentence()
    {
        ModelFolder small = SmallCheckpoint.Write(_folder.In("small"));
        FolderModelSource models = new(defaultModel: small.Path);
        ListedModel model = models.Find();
        await using DiffusionPipeline pipeline = await models.OpenAsync(model);
        string style = Lora("style.safetensors", (Known, 8)),
            half = Lora("half.safetensors", (Known, 8), (Strange, 8)),
            wide = Lora("wide.safetensors", (Known, 24)),
            none = Lora("none.safetensors", (Strange, 8));
        Assert.Empty(models.FitsOf(model, [new LoraChoice(style)]));
        foreach (int _ in new[] { 1, 2 }) // the second time it is remembered
            Assert.Equal(
                pipeline.ReadingOf(Asked(new LoraChoice(half))).Ignored,
                models.FitsOf(model, [new LoraChoice(half)])
            );
        foreach (string bad in new[] { wide, none })
            Assert.Equal(
                Assert.Throws<HippogriffException>(() => pipeline.ReadingOf(Asked(new LoraChoice(bad)))).Message,
                Assert.Throws<HippogriffException>(() => models.FitsOf(model, [new LoraChoice(bad)])).Message
            );
    }
}
