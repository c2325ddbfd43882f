using Betalgo.Ranul.OpenAI;
using Betalgo.Ranul.OpenAI.Contracts.Requests.Image;
using Betalgo.Ranul.OpenAI.Contracts.Responses.Image;
using Betalgo.Ranul.OpenAI.Managers;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Metadata;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.Connectors.OpenAI;
using Microsoft.SemanticKernel.TextToImage;

namespace Hippogriff.EndToEnd.Tests.Apis;

/// <summary>Other clients for .NET that people have: Semantic Kernel, and Betalgo's for OpenAI.</summary>
public sealed class NuGetClientTests : ApiTest
{
    [Theory]
    [InlineData("dall-e-3")]
    [InlineData("first")]
    [InlineData("gpt-image-1")]
    public async Task Semantic_Kernel_draws_and_reads_bytes_or_an_address(string model)
    {
        IReadOnlyList<ImageContent> images = await Kernel(model)
            .GetImageContentsAsync(
                new TextContent("a red apple"),
                new OpenAITextToImageExecutionSettings { Size = (1024, 1024), Quality = "standard" }
            );
        ImageContent image = Assert.Single(images);
        byte[] png = image.Data?.ToArray() ?? await Server.Http.GetByteArrayAsync(image.Uri);

        Assert.Equal("a red apple", ImageMetadata.Read(png).Infotext!.Prompt);
        Assert.Equal((64, 64), Pictures.Read(png) is var (width, height, _) ? (width, height) : default);
    }

    [Fact]
    public async Task Semantic_Kernel_s_short_call_gets_the_address_that_it_reads()
    {
        string address = await Kernel("dall-e-3").GenerateImageAsync("a red apple", 1024, 1024);
        Assert.Equal("a red apple", ImageMetadata.Read(await Server.Http.GetByteArrayAsync(address)).Infotext!.Prompt);
    }

    [Fact]
    public async Task Semantic_Kernel_reads_a_refusal()
    {
        HttpOperationException refused = await Assert.ThrowsAsync<HttpOperationException>(() =>
            Kernel("dall-e-3").GetImageContentsAsync(new TextContent(new string('x', 5_000)))
        );
        Said.InOrder("prompt ... 5000 characters", refused.ResponseContent ?? refused.Message);
    }

    [Fact]
    public async Task Betalgo_lists_models_draws_both_ways_and_reads_a_refusal()
    {
        using OpenAIService client = new(
            new OpenAIOptions { ApiKey = "none", BaseDomain = Server.Http.BaseAddress!.ToString() }
        );
        Assert.Equal(["toy", "swift"], (await client.Models.ListModel()).Models.Select(model => model.Id));
        ImageResponse bytes = await client.Image.CreateImage(
            new CreateImageRequest
            {
                Prompt = "a cat",
                N = 2,
                Size = "256x256",
                ResponseFormat = "b64_json",
            }
        );
        Assert.True(bytes.Successful, bytes.Error?.Message);
        Assert.Equal(
            ["a cat", "a cat"],
            bytes.Data!.Select(one => ImageMetadata.Read(Convert.FromBase64String(one.B64Json!)).Infotext!.Prompt)
        );
        ImageResponse addresses = await client.Image.CreateImage(
            new CreateImageRequest { Prompt = "a dog", Model = "dall-e-2" }
        );
        Assert.Equal(
            ImageFormat.Png,
            ImageMetadata.Read(await Server.Http.GetByteArrayAsync(addresses.Data!.Single().Url)).Format
        );
        ImageResponse refused = await client.Image.CreateImage(new CreateImageRequest { Prompt = "a cat", N = 1_000 });
        Assert.False(refused.Successful);
        Said.InOrder("n 1000 ... 1 and 16", refused.Error!.Message);
    }

    private ITextToImageService Kernel(string model) =>
        Microsoft
            .SemanticKernel.Kernel.CreateBuilder()
            .AddOpenAITextToImage(
                "none",
                modelId: model,
                httpClient: new HttpClient { BaseAddress = new Uri(Server.Http.BaseAddress!, "/v1") }
            )
            .Build()
            .GetRequiredService<ITextToImageService>();
}
