using Hippogriff.Denoising;
using Hippogriff.Imaging;
using Hippogriff.Insight.Attention;
using Hippogriff.Metadata;
using Hippogriff.Pipelines;
using Hippogriff.Pipelines.Checkpoints;
using Hippogriff.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Pipelines.Checkpoints;

/// <summary>Folders and files of Stable Diffusion's kind, from their files to pictures.</summary>
public sealed class PublicCheckpointTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Small(string name = "small", int channels = 4, string? scheduler = null, string variant = "") =>
        (
            scheduler is null
                ? SmallCheckpoint.Write(_folder.In(name), channels, variant: variant)
                : SmallCheckpoint.Write(_folder.In(name), channels, scheduler, variant)
        ).Path;

    private static ModelDefinition Read(string path, CheckpointChoices? choices = null) =>
        CheckpointRegistry.Default.Read(CheckpointSource.At(path) with { Choices = choices ?? CheckpointChoices.None });

    private static async Task<GeneratedImage> Draw(string path, GenerationRequest request, LoadOptions? options = null)
    {
        await using DiffusionPipeline pipeline = await DiffusionPipeline.LoadAsync(path, options);
        return Assert.Single(await pipeline.GenerateAsync(request));
    }

    private static GenerationRequest Asked(string prompt = "a cat") =>
        new()
        {
            Prompt = prompt,
            Steps = 2,
            Seed = 1,
        };

    [Fact]
    public async Task A_folder_draws_with_its_own_scheduler_and_says_its_tokens()
    {
        GeneratedImage drawn = await Draw(Small(), Asked("a (cat:1.3)"));
        Assert.Equal((SmallCheckpoint.Side, SmallCheckpoint.Side), (drawn.Image.Width, drawn.Image.Height));
        Assert.Equal(
            ("ddim", "leading", 7.5),
            (drawn.Settings.Sampler, drawn.Settings.Schedule, drawn.Settings.Guidance)
        );
        Assert.Contains(drawn.Reading!.Tokens!, token => token is { Weight: 1.3, Text: "c" });
    }

    [Fact]
    public async Task The_same_seed_is_the_same_picture_and_another_prompt_another()
    {
        string path = Small();
        GeneratedImage first = await Draw(path, Asked()),
            again = await Draw(path, Asked()),
            other = await Draw(path, Asked("dogs"));
        Assert.Equal(first.Image.Pixels, again.Image.Pixels);
        Assert.NotEqual(first.Image.Pixels, other.Image.Pixels);
    }

    [Fact]
    public void A_trailing_Euler_scheduler_means_one_step_without_guidance()
    {
        GenerationDefaults defaults = Read(
            Small(scheduler: "\"_class_name\":\"EulerDiscreteScheduler\",\"timestep_spacing\":\"trailing\"")
        ).Defaults;
        Assert.Equal(
            (1, 1.0, "euler", "trailing"),
            (defaults.Steps, defaults.Guidance, defaults.Sampler, defaults.Schedule)
        );
    }

    [Fact]
    public void Zero_guidance_means_none_for_public_checkpoints()
    {
        ModelFacts facts = Read(Small()).Facts;
        Assert.Equal(1, facts.Prepare(Asked() with { Guidance = 0 }).Settings.Guidance);
    }

    [Fact]
    public void A_prediction_that_is_named_replaces_that_of_the_files()
    {
        string path = Small();
        Assert.Equal(Prediction.Epsilon, Read(path).Prediction);
        Assert.Equal(Prediction.V, Read(path, new CheckpointChoices { Prediction = Prediction.V }).Prediction);
    }

    [Fact]
    public void A_variant_is_taken_and_said()
    {
        Assert.Contains(Read(Small(variant: ".fp16")).Notes, note => note.Contains("fp16", StringComparison.Ordinal));
        Assert.Empty(Read(Small("plain")).Notes);
    }

    [Fact]
    public void A_scheduler_of_another_family_is_said()
    {
        string flow = Small("flow", scheduler: "\"_class_name\":\"FlowMatchEulerDiscreteScheduler\"");
        Assert.Contains(Read(flow).Notes, note => note.Contains("flow matching", StringComparison.Ordinal));
        Assert.Empty(Read(flow, new CheckpointChoices { Prediction = Prediction.Flow }).Notes);
    }

    [Fact]
    public void The_licence_is_that_of_the_card() => Assert.Equal("creativeml-openrail-m", Read(Small()).License);

    [Fact]
    public async Task A_missing_part_is_named_and_taken_from_another_checkpoint()
    {
        string whole = Small(),
            without = _folder.In("without");
        foreach (string file in Directory.GetFiles(whole, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(without, Path.GetRelativePath(whole, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            if (Path.GetFileName(Path.GetDirectoryName(file)) != "vae")
                File.Copy(file, copy);
        }
        Assert.Equal(["VAE"], Read(without).Missing);
        HippogriffException refused = await Assert.ThrowsAsync<HippogriffException>(() => Draw(without, Asked()));
        Assert.Contains("--vae", refused.Message, StringComparison.Ordinal);
        foreach (string vae in new[] { whole, Path.Combine(whole, "vae") })
        {
            LoadOptions options = new() { Choices = new CheckpointChoices { Vae = vae } };
            GeneratedImage drawn = await Draw(without, Asked(), options);
            Assert.Equal((await Draw(whole, Asked())).Image.Pixels, drawn.Image.Pixels);
            Assert.Equal(Path.GetFileName(vae), drawn.Settings.Vae);
        }
    }

    [Fact]
    public void A_part_of_another_family_is_refused_by_what_differs()
    {
        string path = Small();
        File.WriteAllText(
            Path.Combine(path, "vae", "config.json"),
            File.ReadAllText(Path.Combine(path, "vae", "config.json"))
                .Replace("\"latent_channels\":4", "\"latent_channels\":16")
        );
        HippogriffException refused = Assert.Throws<HippogriffException>(() => Read(path));
        Assert.Contains("VAE", refused.Message, StringComparison.Ordinal);
        Assert.Contains("16", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Masks_keep_the_rest_with_four_channels_and_with_nine()
    {
        foreach (int channels in new[] { 4, 9 })
        {
            RgbImage source = Grey(40);
            byte[] mask = new byte[source.Width * source.Height];
            mask.AsSpan(0, mask.Length / 2).Fill(255);
            GeneratedImage drawn = await Draw(
                Small($"with{channels}", channels),
                Asked() with
                {
                    Source = source,
                    Mask = new MaskImage(source.Width, source.Height, mask),
                    Strength = 1,
                }
            );
            Assert.NotEqual(source.Pixels[..24], drawn.Image.Pixels[..24]);
            Assert.Equal(source.Pixels[^24..], drawn.Image.Pixels[^24..]);
        }
    }

    [Fact]
    public async Task A_model_of_nine_channels_draws_from_words_alone()
    {
        GeneratedImage drawn = await Draw(Small(channels: 9), Asked());
        Assert.Equal(SmallCheckpoint.Side, drawn.Image.Width);
    }

    [Fact]
    public async Task A_model_of_eight_channels_changes_a_picture_and_wants_one()
    {
        string path = Small(channels: 8);
        HippogriffException refused = await Assert.ThrowsAsync<HippogriffException>(() => Draw(path, Asked()));
        Assert.Contains("picture", refused.Message, StringComparison.Ordinal);
        GeneratedImage some = await Draw(path, Asked() with { Source = Grey(40) }),
            more = await Draw(path, Asked() with { Source = Grey(40), ImageGuidance = 4 });
        Assert.Equal((1.0, 1.5), (some.Settings.Strength, some.Settings.ImageGuidance));
        Assert.NotEqual(some.Image.Pixels, more.Image.Pixels);
    }

    [Fact]
    public async Task Clip_skip_and_weighting_change_the_picture_and_are_in_the_metadata()
    {
        string path = Small();
        GeneratedImage plain = await Draw(path, Asked("(a) cat")),
            skipped = await Draw(path, Asked("(a) cat") with { ClipSkip = 2 }),
            literal = await Draw(path, Asked("(a) cat") with { PromptWeighting = "Diffusers" });
        Assert.NotEqual(plain.Image.Pixels, skipped.Image.Pixels);
        Assert.NotEqual(plain.Image.Pixels, literal.Image.Pixels);
        GenerationSettings settings = skipped.Settings with
        {
            PromptWeighting = "diffusers",
            Vae = "other.safetensors",
        };
        string text = Infotext.Write(settings);
        Assert.Contains("Clip skip: 2", text, StringComparison.Ordinal);
        Assert.Contains("VAE: other.safetensors", text, StringComparison.Ordinal);
        Assert.Equal(settings, Infotext.Parse(text).Settings);
    }

    [Fact]
    public void Clip_skip_has_no_effect_on_own_models_and_they_say_so()
    {
        ModelFacts own = new("own", Read(Small()).Defaults, 8, IsGuidanceDistilled: false);
        Assert.Contains(
            RequestCheck.IgnoredOf(Asked() with { ClipSkip = 2 }, own),
            sentence => sentence.StartsWith("Clip skip", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Attention_is_watched_by_word_and_the_picture_is_the_same()
    {
        await using DiffusionPipeline pipeline = await DiffusionPipeline.LoadAsync(Small());
        GenerationSettings settings = pipeline.Facts.Prepare(Asked("a cat")).Settings;
        AttentionStory story = await pipeline.RunAsync(
            (model, token) => WordAttention.Draw(model, settings, cancellationToken: token)
        );
        Assert.Equal(["a", "cat"], story.Words.Select(word => word.Word));
        Assert.All(story.Words, word => Assert.InRange(word.Share, 0.001, 1));
        Assert.Equal((await pipeline.GenerateAsync(Asked("a cat")))[0].Image.Pixels, story.Image.Pixels);
    }

    [Fact]
    public async Task A_model_that_does_not_fit_into_memory_is_refused_before_it_is_read()
    {
        ModelDefinition definition = Read(Small());
        HippogriffException refused = Assert.Throws<HippogriffException>(() =>
            MemoryNeed.RequireForLoading(definition, null, new NoMemory())
        );
        Assert.Equal(FaultKind.Resource, refused.Kind);
        using CancellationTokenSource stop = new();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            DiffusionPipeline.LoadAsync(Small("other"), null, stop.Token)
        );
    }

    [Fact]
    public void A_single_file_of_another_kind_is_refused_by_its_name()
    {
        using Tensor one = zeros(3072, 64);
        SafetensorsWriter.Write(
            _folder.In("flux.safetensors"),
            new Dictionary<string, Tensor> { ["double_stream_modulation_img.lin.weight"] = one }
        );
        Assert.Throws<HippogriffException>(() => Read(_folder.In("flux.safetensors")));
    }

    [Fact]
    public void A_pickle_is_refused_with_the_way_to_another_file()
    {
        File.WriteAllBytes(_folder.In("model.ckpt"), [0x80, 0x02, .. "}q\0X"u8, 0, 0, 0, 0, 0, 0]);
        HippogriffException refused = Assert.Throws<HippogriffException>(() => Read(_folder.In("model.ckpt")));
        Assert.Contains("pickle", refused.Message, StringComparison.Ordinal);
        Assert.Contains("safetensors", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Choices_are_refused_for_models_of_our_own()
    {
        HippogriffException refused = Assert.Throws<HippogriffException>(() =>
            new CheckpointChoices { Vae = "x" }.RequireNone("first")
        );
        Assert.Equal(FaultKind.Incompatible, refused.Kind);
    }

    private static RgbImage Grey(byte value)
    {
        byte[] pixels = new byte[SmallCheckpoint.Side * SmallCheckpoint.Side * 3];
        Array.Fill(pixels, value);
        return new RgbImage(SmallCheckpoint.Side, SmallCheckpoint.Side, pixels);
    }

    private sealed class NoMemory : Hippogriff.Devices.FreeMemory
    {
        public override long Bytes => 1;
    }
}
