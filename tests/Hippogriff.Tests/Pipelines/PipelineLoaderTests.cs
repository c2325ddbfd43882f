using Hippogriff.Pipelines;
using Hippogriff.Tests.Models;
using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Pipelines;

public sealed class PipelineLoaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Model => _folder.In("tiny");

    public void Dispose() => _folder.Dispose();

    private void Save(NetworkModel model, string network, ScalarType type) =>
        PipelineLoader.Save(Model, model, TinyNetworks.Config(network, model.Autoencoder is null ? 3 : 4), type);

    [Theory]
    [InlineData("transformer", false)]
    [InlineData("hourglass", false)]
    [InlineData("u_net", true)]
    public void In_float32_a_model_comes_back_and_draws_the_same(string network, bool latent)
    {
        using NetworkModel model = TinyModel.Create(network, latent);
        if (latent)
            model.Autoencoder!.SetStatistics(
                full(new long[] { 1, 4, 1, 1 }, Held(0.1f)),
                full(new long[] { 1, 4, 1, 1 }, Held(0.7f))
            );
        Save(model, network, ScalarType.Float32);
        using NetworkModel loaded = PipelineLoader.Load(Model);
        Assert.Equal(
            ("tiny", TinyModel.Defaults, model.Prediction, latent),
            (loaded.Name, loaded.Defaults, loaded.Prediction, loaded.Autoencoder is not null)
        );
        Assert.Equal(model.Vocabulary.Words, loaded.Vocabulary.Words);
        Assert.Equal(model.SizeMultiple, loaded.SizeMultiple);
        GenerationSettings settings = TinyModel.Settings("a red square", 4);
        // Weights of a loaded model lie in another order in memory, so sums may round otherwise.
        Assert.InRange(
            TinyModel.Difference(
                TextToImage.Draw(model, settings, 1)[0].Image,
                TextToImage.Draw(loaded, settings, 1)[0].Image
            ),
            0,
            1
        );
    }

    [Fact]
    public void In_float16_every_weight_comes_back_within_its_rounding()
    {
        using DisposeScope scope = NewDisposeScope();
        using NetworkModel model = TinyModel.Create("deep u_net", latent: true);
        Save(model, "deep u_net", ScalarType.Float16);
        using NetworkModel loaded = PipelineLoader.Load(Model);
        foreach (
            (nn.Module before, nn.Module after) in new (nn.Module, nn.Module)[]
            {
                (model.Network, loaded.Network),
                (model.Autoencoder!, loaded.Autoencoder!),
            }
        )
        {
            Dictionary<string, Tensor> state = after.state_dict();
            Assert.Equal(before.state_dict().Keys.Order(), state.Keys.Order());
            foreach ((string name, Tensor weight) in before.state_dict())
            {
                Assert.Equal(ScalarType.Float32, state[name].dtype);
                // half a unit in the last place; subnormal below 2^-14
                Tensor allowed = (weight.abs() * Held(Math.Pow(2, -11))).Plus(Math.Pow(2, -25));
                Assert.True(((state[name] - weight).abs() <= allowed).all().item<bool>(), name);
            }
        }
        Assert.Matches("^[0-9a-f]{10}$", loaded.Hash);
    }

    [Fact]
    public async Task Loading_stops_wherever_it_is_cancelled_and_frees_what_was_loaded()
    {
        using (NetworkModel model = TinyModel.Create("u_net", latent: true))
            Save(model, "u_net", ScalarType.Float32);
        // A file that was just written is hashed at each loading, however long this takes.
        foreach (string file in Directory.EnumerateFiles(Model, "*", SearchOption.AllDirectories))
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddDays(1));
        List<LoadProgress> whole = [];
        using (PipelineLoader.Load(Model, new LoadOptions { Progress = new Told(whole.Add) })) { }
        Assert.Equal(["text_encoder", "denoiser", "vae", "hash"], whole.Select(told => told.Part).Distinct());
        Assert.Equal(whole.Select(told => told.Bytes).Order(), whole.Select(told => told.Bytes));
        // headers of files are read only for the hash
        Assert.InRange(whole[^1].Bytes, 0.8 * whole[^1].TotalBytes, whole[^1].TotalBytes);
        long before = Live();
        using (PipelineLoader.Load(Model)) { }
        long left = Live() - before; // what constructors leave to the collector
        foreach (int last in new[] { 1, 2, whole.Count / 2, whole.Count - 1 })
        {
            before = Live(); // counted a thread, and awaiting may change it
            using CancellationTokenSource stop = new();
            int told = 0;
            Assert.ThrowsAny<OperationCanceledException>(() =>
                PipelineLoader.Load(
                    Model,
                    new LoadOptions
                    {
                        Progress = new Told(_ =>
                        {
                            if (++told == last)
                                stop.Cancel();
                        }),
                    },
                    stop.Token
                )
            );
            Assert.Equal(last, told); // nothing more is read
            Assert.InRange(Live() - before, 0, left); // no more than a model that was loaded whole and disposed
            using CancellationTokenSource again = new();
            int heard = 0;
            Task loading = DiffusionPipeline.LoadAsync(
                Model,
                new LoadOptions
                {
                    Progress = new Told(_ =>
                    {
                        if (++heard == last)
                            again.Cancel();
                    }),
                },
                again.Token
            );
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => loading);
            Assert.Equal(last, heard);
        }
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            DiffusionPipeline.LoadAsync(Model, cancellationToken: new CancellationToken(canceled: true))
        );

        static long Live() => DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
    }

    [Fact]
    public async Task A_model_that_comes_although_its_loading_was_cancelled_is_freed()
    {
        using CancellationTokenSource stop = new();
        ToyModel model = new();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            DiffusionPipeline.LoadAsync(
                () =>
                {
                    stop.Cancel();
                    return model;
                },
                stop.Token
            )
        );
        Assert.True(model.Disposed);
    }

    private sealed class Told(Action<LoadProgress> hear) : IProgress<LoadProgress>
    {
        public void Report(LoadProgress value) => hear(value);
    }

    [Fact]
    public void Saving_over_a_model_replaces_it_and_changes_its_hash()
    {
        using NetworkModel first = TinyModel.Create("u_net"),
            second = TinyModel.Create("transformer");
        Save(first, "u_net", ScalarType.Float16);
        using NetworkModel a = PipelineLoader.Load(Model);
        Save(second, "transformer", ScalarType.Float16);
        using NetworkModel b = PipelineLoader.Load(Model);
        Assert.NotEqual(a.Hash, b.Hash);
        Assert.Empty(Directory.GetFiles(Model, "*.partial", SearchOption.AllDirectories));
    }

    public static TheoryData<string, string, string, string> Damages =>
        new()
        {
            { "model_index.json", "HippogriffPipeline", "KandinskyPipeline", "KandinskyPipeline" },
            { "model_index.json", "\"prediction\": \"sample\",", "", "prediction" },
            { "model_index.json", "\"defaults\"", "\"other\"", "other" },
            { "model_index.json", "sample", "sideways", "model_index.json" },
            { "model_index.json", "{", "", "model_index.json" },
            { "text_encoder/config.json", "\"vocabulary\": 7", "\"vocabulary\": 9", "vocab.txt" },
            { "text_encoder/config.json", "\"vocabulary\": 7,", "", "vocabulary" },
            { "text_encoder/config.json", "\"width\": 16", "\"width\": -1", "width" },
            { "denoiser/config.json", "\"stem\": 2,", "", "stem" },
            { "denoiser/config.json", "\"stem\": 2", "\"stem\": 0", "stem" },
            {
                "denoiser/config.json",
                "\"u_net\": {",
                "\"transformer\": { \"channels\": 3, \"patch\": 4, \"text_width\": 16 }, \"u_net\": {",
                "exactly one"
            },
            { "denoiser/config.json", "\"text_width\": 16", "\"text_width\": 20", "text_width" },
            { "denoiser/config.json", "\"blocks\"", "\"bricks\"", "bricks" },
            { "tokenizer/vocab.txt", "<pad>", "pad", "<pad>" },
            { "tokenizer/vocab.txt", "red", "green", "green" },
            { "tokenizer/vocab.txt", "red\n", "", "vocab" },
        };

    [Theory, MemberData(nameof(Damages))]
    public void A_damaged_description_is_refused_in_one_sentence(string file, string good, string bad, string named)
    {
        using NetworkModel model = TinyModel.Create("u_net");
        Save(model, "u_net", ScalarType.Float16);
        string path = Path.Combine(Model, file),
            text = File.ReadAllText(path);
        Assert.Contains(good, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(good, bad, StringComparison.Ordinal));
        Refused(named);
    }

    [Theory]
    [InlineData("text_encoder/model.safetensors")]
    [InlineData("denoiser/config.json")]
    [InlineData("tokenizer/vocab.txt")]
    [InlineData("vae/model.safetensors")]
    public void A_missing_part_is_named(string file)
    {
        using NetworkModel model = TinyModel.Create("u_net", latent: true);
        Save(model, "u_net", ScalarType.Float16);
        File.Delete(Path.Combine(Model, file));
        Refused(file);
    }

    [Fact]
    public void Truncated_and_poisoned_weights_are_refused()
    {
        using NetworkModel model = TinyModel.Create("u_net");
        using (no_grad())
            model.Network.Denoiser.parameters().First().fill_(Held(float.NaN));
        Save(model, "u_net", ScalarType.Float16);
        Refused("NaN");
        string path = Path.Combine(Model, "denoiser", "model.safetensors");
        using (FileStream stream = File.OpenWrite(path))
            stream.SetLength(stream.Length - 10);
        Refused("model.safetensors");
    }

    [Fact]
    public void Without_its_index_a_folder_is_no_model_so_the_index_is_written_last()
    {
        using NetworkModel model = TinyModel.Create("u_net");
        Directory.CreateDirectory(Path.Combine(Model, "denoiser", "model.safetensors")); // cannot be written
        Assert.Throws<HippogriffException>(() => Save(model, "u_net", ScalarType.Float16));
        Assert.False(File.Exists(Path.Combine(Model, "model_index.json")));
    }

    [Fact]
    public void The_size_multiple_counts_the_code_in()
    {
        using NetworkModel pixels = TinyModel.Create("u_net"),
            latent = TinyModel.Create("u_net", latent: true);
        Assert.Equal((4, 16), (pixels.SizeMultiple, latent.SizeMultiple));
        Assert.Equal([3, 32, 16], pixels.ShapeFor(16, 32));
        Assert.Equal([4, 8, 4], latent.ShapeFor(16, 32));
    }

    private void Refused(string named)
    {
        string sentence = Assert.Throws<HippogriffException>(() => PipelineLoader.Load(Model)).Message;
        Assert.Contains(named, sentence, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', sentence);
        Assert.EndsWith(".", sentence, StringComparison.Ordinal);
    }
}
