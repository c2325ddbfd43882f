using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hippogriff.EndToEnd.Tests.Apis;
using Hippogriff.EndToEnd.Tests.Studio;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Studio.Gallery;
using Hippogriff.Studio.Jobs;
using Microsoft.Extensions.DependencyInjection;
using static Hippogriff.EndToEnd.Tests.Comfy.Graphs;

namespace Hippogriff.EndToEnd.Tests.Comfy;

/// <summary>What is drawn, scaled and drawn on again (a hires pass), or changed after it was drawn.</summary>
public sealed class SecondPassTests
{
    [Fact]
    public async Task A_second_sampler_goes_on_from_what_the_first_has_drawn()
    {
        await using StudioServer studio = await StudioServer.StartAsync();
        await using SocketClient socket = await SocketClient.ConnectAsync(studio.Address, "hires");
        JsonElement answer = await studio.TakePromptAsync(Hires(), "hires");
        List<SocketMessage> all = await socket.EndAsync();
        GalleryPicture[] drawn = Gallery(studio);

        Assert.Contains(all, message => message.Type == "execution_success");
        Assert.Equal(
            ["3", "10", "11", "8", "9", null],
            all.Where(message => message.Type == "executing").Select(message => message.Node).SkipWhile(id => id != "3")
        );
        Assert.Equal([(0.5, 9L), (null, 7L)], drawn.Select(one => (one.Settings.Strength, one.Settings.Seed)));
        Assert.Equal(2 * drawn[1].Settings.Width, drawn[0].Settings.Width);
        string name = Assert.Single(await studio.PicturesAsync(answer.Text("prompt_id")!, "9"));
        Assert.Contains($"{drawn[0].Id:00000}_.png", name, StringComparison.Ordinal);
        Assert.Contains(
            answer.GetProperty("warnings").EnumerateArray(),
            said => said.GetString()!.Contains("Between two samplers", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task The_pictures_of_a_batch_are_gone_on_with_one_by_one()
    {
        await using StudioServer studio = await StudioServer.StartAsync();
        await using SocketClient socket = await SocketClient.ConnectAsync(studio.Address, "batch");
        JsonObject graph = Hires();
        Inputs(graph, "5")["batch_size"] = 2;
        JsonElement answer = await studio.TakePromptAsync(graph, "batch");
        await socket.EndAsync();
        Job[] second =
        [
            .. studio.Queue.Ended(9).Where(job => job.Order.Source is not null).OrderBy(job => job.Order.Seed),
        ];

        Assert.Equal([9L, 10L], second.Select(job => job.Order.Seed!.Value));
        Assert.Equal(2, (await studio.PicturesAsync(answer.Text("prompt_id")!, "9")).Length);
    }

    [Fact]
    public async Task A_drawn_picture_is_cut_and_scaled_in_the_size_that_the_graph_asks_for()
    {
        await using StudioServer studio = await StudioServer.StartAsync();
        await using SocketClient socket = await SocketClient.ConnectAsync(studio.Address, "cut");
        JsonObject graph = FromWords();
        graph["20"] = Node("ImageCrop", ("image", Link("8")), ("x", 40), ("y", 0), ("width", 99), ("height", 32));
        graph["21"] = Node("ImageScaleBy", ("image", Link("20")), ("upscale_method", "lanczos"), ("scale_by", 2));
        Inputs(graph, "9")["images"] = Link("21");
        JsonElement answer = await studio.TakePromptAsync(graph, "cut");
        await socket.EndAsync();
        string name = Assert.Single(await studio.PicturesAsync(answer.Text("prompt_id")!, "9"));
        byte[] png = await studio.Client.GetByteArrayAsync("/view?" + name);
        (int width, int height, _) = Pictures.Read(png);
        IReadOnlyDictionary<string, string> texts = PngFile.ReadTexts(png);

        Assert.Equal((48, 64), (width, height)); // of 64x64, which the model draws smaller
        Assert.True(JsonNode.DeepEquals(graph, JsonNode.Parse(texts["prompt"])));
        Assert.Contains(PngFile.XmpKey, texts.Keys); // it says that a network made it
        Assert.Single(Gallery(studio));
    }

    [Fact]
    public async Task A_part_of_a_drawn_picture_comes_back_with_transparent_places()
    {
        await using StudioServer studio = await StudioServer.StartAsync();
        await using SocketClient socket = await SocketClient.ConnectAsync(studio.Address, "seen");
        using ByteArrayContent hole = new(Pictures.WithHole());
        using HttpResponseMessage put = await studio.Client.PutAsync("/api/etn/image/abc", hole);
        JsonObject graph = FromWords();
        graph["20"] = Node("ETN_LoadImageCache", ("id", "abc"));
        graph["21"] = Node("CropMask", ("mask", Link("20", 1)), ("x", 16), ("y", 0), ("width", 32), ("height", 64));
        graph["22"] = Node("ThresholdMask", ("mask", Link("21")), ("value", 0));
        graph["23"] = Node("ImageCrop", ("image", Link("8")), ("x", 16), ("y", 0), ("width", 32), ("height", 64));
        graph["24"] = Node("ETN_ApplyMaskToImage", ("image", Link("23")), ("mask", Link("22")));
        graph["9"] = Node("ETN_SaveImageCache", ("images", Link("24")), ("format", "PNG"));
        JsonElement answer = await studio.TakePromptAsync(graph, "seen");
        await socket.EndAsync();
        string id = answer.Text("prompt_id")!;
        JsonElement image = (await studio.Client.GetFromJsonAsync<JsonElement>("/history/" + id))
            .GetProperty(id)
            .GetProperty("outputs")
            .GetProperty("9")
            .GetProperty("images")[0];
        byte[] png = await studio.Client.GetByteArrayAsync("/api/etn/image/" + image.Text("id"));
        MaskImage unseen = MaskFile.Decode(png, MaskMeaning.Transparent);

        Assert.Equal((32, 64), (unseen.Width, unseen.Height));
        Assert.Equal([0, 0, 255, 255], new[] { 0, 15, 16, 31 }.Select(x => (int)unseen.Values[x]));
    }

    [Fact]
    public async Task A_second_pass_that_is_not_possible_ends_with_an_error_at_its_node()
    {
        await using StudioServer studio = await StudioServer.StartAsync();
        await using SocketClient socket = await SocketClient.ConnectAsync(studio.Address, "wrong");
        JsonObject graph = Hires();
        Inputs(graph, "11")["steps"] = 9_000;
        JsonElement answer = await studio.TakePromptAsync(graph, "wrong");
        List<SocketMessage> all = await socket.EndAsync();
        SocketMessage error = Assert.Single(all, message => message.Type == "execution_error");

        Assert.Equal("11", error.Data.Text("node_id"));
        Assert.Contains("steps", error.Data.Text("exception_message"), StringComparison.Ordinal);
        JsonElement history = await studio.Client.GetFromJsonAsync<JsonElement>("/history");
        Assert.Equal("error", history.GetProperty(answer.Text("prompt_id")!).GetProperty("status").Text("status_str"));
    }

    [Fact]
    public async Task An_interrupted_second_pass_ends_the_prompt()
    {
        await using StudioServer studio = await StudioServer.StartAsync();
        await using SocketClient socket = await SocketClient.ConnectAsync(studio.Address, "stop");
        studio.StepTime = TimeSpan.FromMilliseconds(1);
        await studio.TakePromptAsync(Hires(), "stop");
        while (await socket.NextAsync() is not { Type: "executing", Node: "3" }) { }
        studio.Passes.Reset();
        using HttpResponseMessage stopped = await studio.Client.PostAsync("/interrupt", null);
        studio.Passes.Set();
        List<SocketMessage> rest = await socket.EndAsync();

        Assert.Contains(rest, message => message.Type == "execution_interrupted");
        Assert.All(studio.Queue.Open(), open => Assert.True(open.Job.HasEnded));
    }

    [Theory]
    [InlineData("RepeatLatentBatch", "amount", 64)]
    [InlineData("LatentUpscaleBy", "scale_by", 8)]
    public void What_would_take_too_much_memory_is_refused(string type, string input, double value)
    {
        JsonObject graph = Hires("tiny-1");
        Inputs(graph, "5")["batch_size"] = 17;
        graph["10"] = Node(type, ("samples", Link("3")), ("upscale_method", "area"), (input, value));
        Assert.Contains("16 pictures", Refusal(graph), StringComparison.Ordinal);
    }

    [Fact]
    public void Latents_that_are_begun_are_not_scaled()
    {
        JsonObject graph = Hires("tiny-1");
        JsonObject first = Inputs(graph, "3");
        foreach (
            (string name, JsonNode value) in new (string, JsonNode)[]
            {
                ("add_noise", "enable"),
                ("noise_seed", 7),
                ("start_at_step", 0),
                ("end_at_step", 2),
                ("return_with_leftover_noise", "enable"),
            }
        )
            first[name] = value;
        graph["3"]!["class_type"] = "KSamplerAdvanced";
        Assert.Contains("begun", Refusal(graph), StringComparison.Ordinal);
    }

    private static string Refusal(JsonObject graph) =>
        Assert
            .ThrowsAny<HippogriffException>(() => new GraphReader().Plan(JsonSerializer.SerializeToElement(graph)))
            .Message;

    private static GalleryPicture[] Gallery(StudioServer studio)
    {
        using IServiceScope scope = studio.Services.CreateScope();
        return [.. scope.ServiceProvider.GetRequiredService<IGallery>().Search(new GalleryQuery())];
    }

    /// <summary>From words, then twice as large with half of the steps.</summary>
    private static JsonObject Hires(string model = "toy")
    {
        JsonObject graph = FromWords(model);
        graph["10"] = Node(
            "LatentUpscaleBy",
            ("samples", Link("3")),
            ("upscale_method", "nearest-exact"),
            ("scale_by", 2)
        );
        JsonNode second = graph["3"]!.DeepClone();
        graph["11"] = second;
        Inputs(graph, "11")["latent_image"] = Link("10");
        Inputs(graph, "11")["denoise"] = 0.5;
        Inputs(graph, "11")["seed"] = 9;
        Inputs(graph, "8")["samples"] = Link("11");
        return graph;
    }
}
