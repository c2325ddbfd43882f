using Hippogriff.Pipelines;
using Hippogriff.Pipelines.Checkpoints;
using Hippogriff.Studio.Jobs;
using Hippogriff.Tests.Pipelines.Checkpoints;
using Hippogriff.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Studio;

/// <summary>LoRAs are found by the names of their files, and only for the model that they were made for.</summary>
public sealed class LoraCatalogueTests : IAsyncDisposable
{
    private readonly QueueFixture _studio = new();

    public ValueTask DisposeAsync() => _studio.DisposeAsync();

    /// <summary>Writes a LoRA of one layer, of rank 2.</summary>
    private string Write(string name, string? hash = null)
    {
        using DisposeScope scope = NewDisposeScope();
        Dictionary<string, string> metadata = [];
        if (hash is not null)
            (metadata["hippogriff.base_model"], metadata["hippogriff.base_hash"]) = ("another", hash);
        string path = _studio.In($"studio/loras/{name}.safetensors");
        SafetensorsWriter.Write(
            path,
            new Dictionary<string, Tensor>
            {
                ["lora_unet_mid.lora_down.weight"] = ones(2, 3),
                ["lora_unet_mid.lora_up.weight"] = ones(3, 2),
            },
            metadata: metadata
        );
        return path;
    }

    private Task<Job> OrderAsync(string lora) =>
        _studio.Queue.EnqueueAsync(new JobRequest { Prompt = "", Loras = [new LoraChoice(lora, 0.5)] }, "me");

    [Fact]
    public void All_files_are_listed_by_name_and_what_is_damaged_with_its_fault()
    {
        string dog = Write("dog");
        Write("cat", "fedcba9876");
        File.WriteAllText(_studio.In("studio/loras/ant.safetensors"), "no LoRA");
        File.WriteAllText(_studio.In("studio/loras/notes.txt"), "no LoRA either");
        InstalledLora[] found =
        [
            .. _studio.Loras.List().Where(lora => lora.File.StartsWith(_studio.In("studio"), StringComparison.Ordinal)),
        ];
        Assert.Equal(["ant", "cat", "dog"], found.Select(lora => lora.Name));
        Assert.Null(found[0].Card);
        Assert.Contains("'ant.safetensors'", found[0].Fault, StringComparison.Ordinal);
        Assert.DoesNotContain(_studio.In(""), found[0].Fault, StringComparison.Ordinal);
        Assert.Equal((null, "fedcba9876"), (found[1].Fault, found[1].Card!.Base!.Hash));
        Assert.Equal((dog, 2L, 1), (found[2].File, found[2].Card!.Rank, found[2].Card!.Layers));
        Assert.Equal(dog, _studio.Loras.Find("dog").File);
        Assert.Equal(FaultKind.DamagedFile, Assert.Throws<HippogriffException>(() => _studio.Loras.Find("ant")).Kind);
    }

    [Theory]
    [InlineData("wolf")]
    [InlineData("Dog")]
    [InlineData("")]
    [InlineData("../loras/dog")]
    [InlineData("dog.safetensors")]
    public void A_name_that_is_not_there_is_refused_with_those_that_are(string name)
    {
        Write("dog");
        Write("cat");
        HippogriffException refused = Assert.Throws<HippogriffException>(() => _studio.Loras.Find(name));
        Assert.Equal(FaultKind.NotFound, refused.Kind);
        Assert.Contains("cat, dog", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_order_draws_with_the_files_of_its_LoRAs_at_their_weights()
    {
        string dog = Write("dog");
        Job job = await OrderAsync("dog");
        Assert.Equal([new LoraChoice("dog", 0.5)], job.Order.Loras); // never the path
        Assert.Equal([new LoraChoice(dog, 0.5)], _studio.Orders.ToRequest(job.Order).Loras);
        File.Delete(dog);
        Assert.Equal(
            FaultKind.NotFound,
            Assert.Throws<HippogriffException>(() => _studio.Orders.ToRequest(job.Order)).Kind
        );
    }

    [Fact]
    public async Task A_LoRA_that_was_made_for_another_model_is_refused_with_both_hashes()
    {
        Write("own", _studio.Model.Hash);
        Write("foreign", "fedcba9876");
        Assert.NotNull((await OrderAsync("own")).Order.Loras);
        HippogriffException refused = await Assert.ThrowsAsync<HippogriffException>(() => OrderAsync("foreign"));
        Assert.Equal(FaultKind.Incompatible, refused.Kind);
        foreach (string named in new[] { "'foreign'", "'another'", "fedcba9876", _studio.Model.Hash })
            Assert.Contains(named, refused.Message, StringComparison.Ordinal);
        Assert.Single(_studio.Queue.Open());
    }

    [Fact]
    public async Task One_that_does_not_fit_is_refused_before_the_job_is_queued_without_a_path()
    {
        Write("dog"); // its layer is none of the model's
        ModelFolder small = SmallCheckpoint.Write(_studio.In("small"));
        await using ModelCache cache = new(
            new FolderModelSource(defaultModel: small.Path),
            _studio.Options,
            _studio.Memory
        );
        JobRequestValidator orders = new(
            _studio.Options,
            cache,
            _studio.Uploads,
            _studio.Loras,
            new DrawingMemory(_studio.Memory, _studio.Options)
        );
        JobRequest order = new() { Prompt = "", Loras = [new LoraChoice("dog")] };
        HippogriffException refused = await Assert.ThrowsAsync<HippogriffException>(() =>
            orders.ResolveAsync(order, default)
        );
        Assert.Equal(FaultKind.Incompatible, refused.Kind);
        Assert.Contains("'dog.safetensors'", refused.MessageWithoutPaths, StringComparison.Ordinal);
        Assert.Contains("lora_unet_mid", refused.MessageWithoutPaths, StringComparison.Ordinal);
        Assert.Empty(cache.Loaded);
        Assert.NotNull(await orders.ResolveAsync(order with { Loras = [] }, default));
    }
}
