using Hippogriff.Adapters;
using Hippogriff.Pipelines;
using Hippogriff.Tests.Adapters;

namespace Hippogriff.Tests.Pipelines;

public sealed class LoraBatchTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public LoraBatchTests()
    {
        using Lora lora = TinyLora.Create(words: "rex");
        LoraFile.Write(File, lora);
    }

    private string File => _folder.In("my-dog.safetensors");

    public void Dispose() => _folder.Dispose();

    private static Task<DiffusionPipeline> Pipeline() => DiffusionPipeline.LoadAsync(() => TinyModel.Create());

    private static GenerationRequest Request(params LoraChoice[] loras) =>
        new()
        {
            Prompt = "a rex",
            Seed = 3,
            Loras = loras,
        };

    [Fact]
    public async Task LoRAs_are_read_once_for_all_batches_of_a_request()
    {
        await using DiffusionPipeline pipeline = await Pipeline();
        GenerationRequest request = Request(new LoraChoice(File)) with { Count = 3, BatchSize = 1 };
        byte[][] expected = [.. (await pipeline.GenerateAsync(request)).Select(image => image.Image.Pixels)];
        List<byte[]> drawn = [];
        await foreach (GeneratedImage image in pipeline.DrawAsync(request))
        {
            System.IO.File.Delete(File); // the later batches find no file
            drawn.Add(image.Image.Pixels);
        }
        Assert.Equal(expected, drawn);
    }

    [Fact]
    public async Task Between_two_batches_others_find_the_model_without_the_LoRAs_of_the_request()
    {
        await using DiffusionPipeline pipeline = await Pipeline();
        GenerationRequest request = Request(new LoraChoice(File)) with { Count = 2, BatchSize = 1 };
        byte[] plain = (await pipeline.GenerateAsync(Request()))[0].Image.Pixels;
        byte[][] expected = [.. (await pipeline.GenerateAsync(request)).Select(image => image.Image.Pixels)];
        List<byte[]> drawn = [];
        await foreach (GeneratedImage image in pipeline.DrawAsync(request))
        {
            drawn.Add(image.Image.Pixels);
            Assert.False(await pipeline.RunAsync((model, _) => model.IsAdapted));
            Assert.Equal(plain, (await pipeline.GenerateAsync(Request()))[0].Image.Pixels);
        }
        Assert.Equal(expected, drawn);
    }

    [Fact]
    public async Task A_request_that_is_left_after_its_first_picture_leaves_the_model_as_it_was()
    {
        await using DiffusionPipeline pipeline = await Pipeline();
        GenerationRequest request = Request(new LoraChoice(File)) with { Count = 2, BatchSize = 1 };
        await foreach (GeneratedImage _ in pipeline.DrawAsync(request))
            break;
        Assert.False(await pipeline.RunAsync((model, _) => model.IsAdapted));
    }
}
