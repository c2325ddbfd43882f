using System.ClientModel;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Metadata;
using Hippogriff.Studio.Jobs;
using OpenAI;
using OpenAI.Images;
using OpenAI.Models;

namespace Hippogriff.EndToEnd.Tests.Apis;

/// <summary>The official OpenAI client for .NET against /v1.</summary>
public sealed class OpenAiClientTests : ApiTest
{
    [Fact]
    public async Task A_picture_comes_back_as_bytes_that_say_how_they_were_drawn()
    {
        GeneratedImage image = await Images()
            .GenerateImageAsync(
                "a red apple",
                new ImageGenerationOptions
                {
                    Size = new GeneratedImageSize(96, 64),
                    Quality = new GeneratedImageQuality("low"),
                }
            );

        byte[] png = image.ImageBytes.ToArray();
        Assert.Equal((96, 64), Pictures.Read(png) is var (width, height, _) ? (width, height) : default);
        Assert.Equal("a red apple", ImageMetadata.Read(png).Infotext!.Prompt);
        Assert.Equal(3, Assert.Single(Server.Queue.Taken).Steps); // low: half of the model's six
    }

    [Fact]
    public async Task Several_pictures_have_rising_seeds_and_the_format_that_was_asked_for()
    {
        GeneratedImageCollection images = await Images()
            .GenerateImagesAsync(
                "a cat",
                3,
                new ImageGenerationOptions
                {
                    OutputFileFormat = GeneratedImageFileFormat.Webp,
                    OutputCompressionFactor = 100,
                }
            );

        Assert.Equal(3, images.Count);
        Assert.All(
            images,
            image => Assert.Equal(ImageFormat.Webp, ImageMetadata.Read(image.ImageBytes.ToArray()).Format)
        );
        Assert.Equal(
            [4711 % 256, 4712 % 256, 4713 % 256],
            images.Select(image => Pictures.Read(image.ImageBytes.ToArray()).Shade)
        );
    }

    [Fact]
    public async Task Sizes_that_clients_have_built_in_become_the_models_own()
    {
        GeneratedImageCollection images = await Images()
            .GenerateImagesAsync("a cat", 1, new ImageGenerationOptions { Size = GeneratedImageSize.W1024xH1024 });

        Assert.Equal(
            (64, 64),
            Pictures.Read(images[0].ImageBytes.ToArray()) is var (width, height, _) ? (width, height) : default
        );
    }

    [Fact]
    public async Task An_address_instead_of_bytes_leads_to_the_picture()
    {
        GeneratedImage image = await Images()
            .GenerateImageAsync("a cat", new ImageGenerationOptions { ResponseFormat = GeneratedImageFormat.Uri });

        using HttpResponseMessage answer = await Server.Http.GetAsync(image.ImageUri);
        Assert.Equal("image/png", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("a cat", ImageMetadata.Read(await answer.Content.ReadAsByteArrayAsync()).Infotext!.Prompt);
    }

    [Fact]
    public async Task An_edit_paints_where_the_mask_is_transparent()
    {
        using MemoryStream picture = new(Pictures.Plain()),
            mask = new(Pictures.WithHole());
        GeneratedImage image = await Images().GenerateImageEditAsync(picture, "room.png", "a pizza", mask, "mask.png");

        Assert.Equal(
            (64, 64),
            Pictures.Read(image.ImageBytes.ToArray()) is var (width, height, _) ? (width, height) : default
        );
        JobRequest order = Assert.Single(Server.Queue.Taken);
        Assert.Equal(1, order.Strength);
        byte[] values = Server.Uploads.Mask(order.Mask!).Values;
        Assert.Equal((255, 0), (values[0], values[63]));
    }

    [Fact]
    public async Task An_edit_without_a_mask_changes_the_whole_picture()
    {
        using MemoryStream picture = new(Pictures.Plain(200, 100));
        await Images().GenerateImageEditAsync(picture, "room.png", "a room at night");

        JobRequest order = Assert.Single(Server.Queue.Taken);
        Assert.Equal((null, 0.6), (order.Mask, order.Strength));
    }

    [Fact]
    public async Task A_variation_takes_the_prompt_that_the_picture_says()
    {
        byte[] drawn = (await Images().GenerateImageAsync("a blue cat")).Value.ImageBytes.ToArray();
        using MemoryStream picture = new(drawn);
        await Images().GenerateImageVariationAsync(picture, "cat.png");

        Assert.Equal("a blue cat", Server.Queue.Taken.Last().Prompt);
        Assert.NotNull(Server.Queue.Taken.Last().Source);
    }

    [Fact]
    public async Task Models_are_listed_the_default_first()
    {
        OpenAIModelClient client = Client().GetOpenAIModelClient();

        Assert.Equal(["toy", "swift"], (await client.GetModelsAsync()).Value.Select(model => model.Id));
        Assert.Equal("toy", (await client.GetModelAsync("toy")).Value.Id);
        ClientResultException none = await Assert.ThrowsAsync<ClientResultException>(() =>
            client.GetModelAsync("gpt-image-1")
        );
        Assert.Equal(404, none.Status);
        Said.InOrder("'gpt-image-1' ... toy, swift", none.Message);
    }

    [Fact]
    public async Task A_refusal_reaches_the_client_with_its_sentence()
    {
        ClientResultException error = await Assert.ThrowsAsync<ClientResultException>(() =>
            Images().GenerateImagesAsync("a cat", 1_000)
        );

        Assert.Equal(400, error.Status);
        Said.InOrder("n 1000 ... 1 and 16", error.Message);
    }

    private ImageClient Images() => Client().GetImageClient("gpt-image-1");

    private OpenAIClient Client() =>
        new(
            new ApiKeyCredential("none"),
            new OpenAIClientOptions
            {
                Endpoint = new Uri(Server.Http.BaseAddress!, "/v1"),
                RetryPolicy = new System.ClientModel.Primitives.ClientRetryPolicy(0),
            }
        );
}
