using System.Drawing;
using System.Text.Json;
using Hippogriff.Extensions.AI;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Metadata;
using Hippogriff.Pipelines;
using Hippogriff.Tests.Pipelines;
using Microsoft.Extensions.AI;

namespace Hippogriff.Tests.Extensions.AI;

public sealed partial class ImageGeneratorTests : IAsyncLifetime
{
    private readonly ToyModel _model = new()
    {
        Defaults = new GenerationDefaults
        {
            Steps = 5,
            Sampler = "euler",
            Schedule = "uniform",
            Guidance = 3,
            Width = 16,
            Height = 16,
        },
    };
    private DiffusionPipeline _pipeline = null!;
    private HippogriffImageGenerator _generator = null!;

    public async ValueTask InitializeAsync()
    {
        _pipeline = await DiffusionPipeline.LoadAsync(() => _model);
        _generator = new HippogriffImageGenerator(_pipeline);
    }

    public ValueTask DisposeAsync() => _pipeline.DisposeAsync();

    private async Task<GenerationSettings[]> Settings(
        ImageGenerationRequest request,
        ImageGenerationOptions? options = null
    ) =>
        [
            .. (await _generator.GenerateAsync(request, options))
                .Contents.Cast<DataContent>()
                .Select(c => ImageMetadata.Read(c.Data.ToArray()).Infotext!.Settings!),
        ];

    [Fact]
    public async Task Words_become_pictures_with_all_that_the_properties_say()
    {
        ImageGenerationOptions options = new()
        {
            Count = 2,
            ImageSize = new Size(24, 12),
            StreamingCount = 3,
            ModelId = "TOY",
            ResponseFormat = ImageGenerationResponseFormat.Data,
            AdditionalProperties = new()
            {
                ["seed"] = 40,
                ["steps"] = 7L,
                ["guidance"] = 1.5f,
                ["negative_prompt"] = "dogs",
                ["sampler"] = "DPM++ 2M",
                ["schedule"] = "Karras",
                ["guidance_rescale"] = "0.5",
                ["style"] = "vivid",
            },
        };
        GenerationSettings expected = Drawn with
        {
            NegativePrompt = "dogs",
            Seed = 40,
            Steps = 7,
            Sampler = "dpmpp_2m",
            Schedule = "karras",
            Guidance = 1.5,
            Width = 24,
            Height = 12,
            GuidanceRescale = 0.5,
        };
        Assert.Equal(
            [expected, expected with { Seed = 41 }],
            await Settings(new ImageGenerationRequest("cat"), options)
        );
    }

    /// <summary>A cat as the model draws it where hardly anything is said.</summary>
    private static GenerationSettings Drawn { get; } =
        new()
        {
            Prompt = "cat",
            NegativePrompt = "",
            Seed = 8,
            Steps = 2,
            Sampler = "euler",
            Schedule = "uniform",
            Guidance = 2,
            Width = 16,
            Height = 16,
            Model = "toy",
            ModelHash = "0123456789",
        };

    [Fact]
    public async Task Other_programs_names_and_kinds_of_numbers_mean_the_same()
    {
        JsonElement json = JsonDocument
            .Parse(
                """{ "num_inference_steps": 3, "guidance_scale": 2.0, "Seed": "9", "negativePrompt": "dogs", "scheduler": null, "sampler_name": "heun" }"""
            )
            .RootElement;
        AdditionalPropertiesDictionary properties = [];
        foreach (JsonProperty property in json.EnumerateObject())
            properties[property.Name] = property.Value;
        Assert.Equal(
            [Drawn with { NegativePrompt = "dogs", Seed = 9, Steps = 3, Sampler = "heun" }],
            await Settings(new ImageGenerationRequest("cat"), new() { AdditionalProperties = properties })
        );
    }

    [Fact]
    public async Task What_a_request_leaves_open_is_the_options_then_the_models()
    {
        HippogriffImageGenerator generator = new(
            _pipeline,
            new HippogriffOptions
            {
                Defaults = new GenerationRequest
                {
                    Prompt = "",
                    Steps = 2,
                    NegativePrompt = "x",
                    Seed = 8,
                },
                Format = ImageFormat.Webp,
            }
        );
        DataContent picture = (DataContent)
            Assert.Single((await generator.GenerateAsync(new ImageGenerationRequest("cat"))).Contents);
        Assert.Equal(
            Drawn with
            {
                NegativePrompt = "x",
                Guidance = 3,
            },
            ImageMetadata.Read(picture.Data.ToArray()).Infotext!.Settings
        );
        Assert.Equal(
            ("image/webp", "hippogriff-8.webp", 8L),
            (picture.MediaType, picture.Name, picture.AdditionalProperties!["seed"])
        );
        Assert.Equal(
            4,
            (
                await Settings(
                    new ImageGenerationRequest("cat"),
                    new() { RawRepresentationFactory = _ => new GenerationRequest { Prompt = "", Steps = 4 } }
                )
            )[0].Steps
        );
    }

    [Theory]
    [InlineData("image/png", ImageFormat.Png)]
    [InlineData("image/jpeg", ImageFormat.Jpeg)]
    [InlineData("image/webp", ImageFormat.Webp)]
    public async Task Pictures_come_in_the_media_type_that_is_asked_for(string mediaType, ImageFormat format)
    {
        ImageGenerationResponse response = await _generator.GenerateAsync(
            new ImageGenerationRequest("cat"),
            new()
            {
                MediaType = mediaType,
                AdditionalProperties = new() { ["output_compression"] = 50 },
            }
        );
        DataContent picture = (DataContent)response.Contents[0];
        Assert.Equal((mediaType, format), (picture.MediaType, ImageMetadata.Read(picture.Data.ToArray()).Format));
        GeneratedImage raw = Assert.Single((IReadOnlyList<GeneratedImage>)response.RawRepresentation!);
        Assert.Same(raw, picture.RawRepresentation);
    }

    [Theory]
    [InlineData(17, 30, 16, 32)]
    [InlineData(18, 1, 20, 4)]
    [InlineData(1024, 1024, 16, 16)]
    [InlineData(1792, 1024, 20, 12)]
    [InlineData(2048, 16, 32, 4)]
    [InlineData(4000, 16, 32, 4)]
    public async Task The_nearest_size_that_the_model_draws_is_taken(
        int width,
        int height,
        int drawnWidth,
        int drawnHeight
    )
    {
        ImageGenerationResponse response = await _generator.GenerateAsync(
            new ImageGenerationRequest("cat"),
            new() { ImageSize = new Size(width, height) }
        );
        DataContent picture = (DataContent)Assert.Single(response.Contents);
        Assert.Equal((drawnWidth, drawnHeight), ImageFile.SizeOf(picture.Data.ToArray()));
        Assert.Equal(
            ($"{drawnWidth}x{drawnHeight}", $"{width}x{height}"),
            (picture.AdditionalProperties!["size"], picture.AdditionalProperties["asked_size"])
        );
    }

    [Fact]
    public async Task A_size_that_is_drawn_as_asked_is_told_once()
    {
        DataContent picture = (DataContent)
            (
                await _generator.GenerateAsync(
                    new ImageGenerationRequest("cat"),
                    new() { ImageSize = new Size(24, 12) }
                )
            ).Contents[0];
        Assert.Equal("24x12", picture.AdditionalProperties!["size"]);
        Assert.DoesNotContain("asked_size", picture.AdditionalProperties.Keys);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" \n")]
    public async Task A_request_without_a_prompt_is_refused_before_anything_is_drawn(string? prompt)
    {
        HippogriffException error = await Assert.ThrowsAsync<HippogriffException>(() =>
            _generator.GenerateAsync(new ImageGenerationRequest(prompt!))
        );
        Assert.Contains("prompt", error.Message);
        Assert.Empty(_model.Passes);
    }

    [Fact]
    public async Task Where_guidance_acts_and_which_LoRAs_count_can_be_said_too()
    {
        foreach (object part in new object[] { "0.1-0.8", new GuidanceInterval(0.1, 0.8) })
            Assert.Equal(
                new GuidanceInterval(0.1, 0.8),
                (await Settings(new ImageGenerationRequest("cat"), With("guidance_interval", part)))[0].GuidanceInterval
            );
        await Assert.ThrowsAsync<HippogriffException>(() =>
            Settings(new ImageGenerationRequest("cat"), With("guidance_interval", "0.8-0.1"))
        );
        HippogriffException file = await Assert.ThrowsAsync<HippogriffException>(() =>
            Settings(new ImageGenerationRequest("cat"), With("loras", new LoraChoice("there-is-none.safetensors")))
        );
        Assert.Contains("there-is-none", file.Message);
        await Assert.ThrowsAsync<HippogriffException>(() =>
            Settings(new ImageGenerationRequest("cat"), With("loras", "/etc/passwd"))
        );

        static ImageGenerationOptions With(string key, object value) =>
            new() { AdditionalProperties = new() { [key] = value } };
    }

    [Fact]
    public async Task It_hands_out_what_it_is_made_of()
    {
        IImageGenerator generator = _generator;
        ImageGeneratorMetadata metadata = generator.GetRequiredService<ImageGeneratorMetadata>();
        Assert.Equal(("hippogriff", "toy"), (metadata.ProviderName, metadata.DefaultModelId));
        Assert.Same(_pipeline, generator.GetService<DiffusionPipeline>());
        Assert.Same(_pipeline, await generator.GetRequiredService<SharedPipeline>().GetAsync());
        Assert.Same(generator, generator.GetService<IImageGenerator>());
        Assert.Same(generator, generator.GetService<HippogriffImageGenerator>());
        Assert.Null(generator.GetService<string>());
        Assert.Null(generator.GetService(typeof(DiffusionPipeline), "key"));
    }

    [Fact]
    public async Task Cancelling_ends_within_a_step_and_disposing_leaves_the_pipeline_to_its_owner()
    {
        using CancellationTokenSource stop = new();
        _model.BeforePass = () =>
        {
            if (_model.Passes.Count == 2)
                stop.Cancel();
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            _generator.GenerateAsync(new ImageGenerationRequest("cat"), With(("steps", 500)), stop.Token)
        );
        Assert.Equal(3, _model.Passes.Count);
        _generator.Dispose();
        Assert.False(_model.Disposed);
        await _generator.GenerateAsync(new ImageGenerationRequest("cat"));
    }

    private static ImageGenerationOptions With(params (string Key, object Value)[] properties)
    {
        ImageGenerationOptions options = new() { AdditionalProperties = [] };
        foreach ((string key, object value) in properties)
            options.AdditionalProperties[key] = value;
        return options;
    }
}
