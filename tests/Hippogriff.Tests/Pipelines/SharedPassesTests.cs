using System.Reflection;
using Hippogriff.Conditioning;
using Hippogriff.Models;
using Hippogriff.Models.Text;
using Hippogriff.Pipelines;
using Hippogriff.Pipelines.Sharing;
using Hippogriff.Tests.House;
using Hippogriff.Tests.Models;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Pipelines;

/// <summary>Drawings of several callers that advance together.</summary>
public sealed class SharedPassesTests
{
    private static readonly string[] s_samplers = ["euler", "heun", "dpmpp_2m", "euler_ancestral", "unipc"];

    private static async Task<DiffusionPipeline> OpenAsync(Func<IPictureModel> load)
    {
        DiffusionPipeline pipeline = await DiffusionPipeline.LoadAsync(load);
        pipeline.SharesPasses = true;
        return pipeline;
    }

    private static GenerationRequest Request(int number) =>
        new()
        {
            Prompt = number % 2 == 0 ? "a red square" : "a blue square",
            Seed = number,
            Sampler = s_samplers[number % s_samplers.Length],
            Steps = 3 + number % 3,
            Guidance = number == 3 ? 1 : 2 + number,
        };

    /// <summary>Requests that are all made before the device may begin the first one.</summary>
    private static async Task<GeneratedImage[]> AtOnceAsync(
        DiffusionPipeline pipeline,
        params IReadOnlyList<GenerationRequest> requests
    )
    {
        using ManualResetEventSlim begin = new();
        Task held = pipeline.RunAsync((_, _) => begin.Wait(Patience.Long));
        Task<IReadOnlyList<GeneratedImage>>[] drawn = [.. requests.Select(request => pipeline.GenerateAsync(request))];
        begin.Set();
        await held.WithPatience();
        IReadOnlyList<GeneratedImage>[] pictures = await Task.WhenAll(drawn).WithPatience();
        return [.. pictures.SelectMany(some => some)];
    }

    [Fact]
    public async Task Drawings_of_any_settings_share_passes_and_are_the_pictures_drawn_alone()
    {
        using DiffusionPipeline pipeline = await OpenAsync(() =>
            PipelineLoader.Load(Path.Combine(Repository.Root, "models", "first-fast"))
        );
        GenerationRequest[] requests =
        [
            .. Enumerable
                .Range(0, 5)
                .Select(i => Request(i) with { Prompt = i == 2 ? "a cat" : "a dog and a red apple", Guidance = 1 }),
        ];
        List<GeneratedImage> alone = [];
        foreach (GenerationRequest request in requests)
            alone.AddRange(await pipeline.GenerateAsync(request));
        long passes = pipeline.Passes;
        GeneratedImage[] together = await AtOnceAsync(pipeline, requests);
        Assert.True(pipeline.Passes - passes < passes * 2 / 3, $"{pipeline.Passes - passes} passes of {passes}");
        foreach ((GeneratedImage one, GeneratedImage other) in alone.Zip(together))
        {
            Assert.Equal(one.Settings, other.Settings);
            Assert.Equal(one.Image.Pixels, other.Image.Pixels);
        }
    }

    [Fact]
    public async Task Guidance_and_batches_and_sizes_meet_in_one_queue()
    {
        using DiffusionPipeline pipeline = await OpenAsync(() => TinyModel.Create(latent: true));
        GenerationRequest[] requests =
        [
            Request(0) with
            {
                Count = 3,
            },
            Request(1),
            Request(2) with
            {
                Width = 32,
            },
            Request(3),
            Request(4) with
            {
                GuidanceInterval = new GuidanceInterval(0.2, 0.7),
            },
            Request(5) with
            {
                Count = 12,
            },
        ];
        List<GeneratedImage> alone = [];
        foreach (GenerationRequest request in requests)
            alone.AddRange(await pipeline.GenerateAsync(request));
        GeneratedImage[] together = await AtOnceAsync(pipeline, requests);
        Assert.Equal(alone.Select(picture => picture.Settings), together.Select(picture => picture.Settings));
        foreach ((GeneratedImage one, GeneratedImage other) in alone.Zip(together))
            RequireAlike(one, other);
    }

    /// <summary>Sums may be added in another order, so that few values differ by one.</summary>
    private static void RequireAlike(GeneratedImage one, GeneratedImage other)
    {
        int[] differences = [.. one.Image.Pixels.Zip(other.Image.Pixels, (a, b) => Math.Abs(a - b))];
        Assert.InRange(differences.Max(), 0, 1);
        Assert.InRange(differences.Average(), 0, 0.01);
    }

    [Fact]
    public async Task One_that_is_cancelled_leaves_the_others()
    {
        using DiffusionPipeline pipeline = await OpenAsync(() => TinyModel.Create());
        using CancellationTokenSource stop = new();
        Task<IReadOnlyList<GeneratedImage>> cancelled = pipeline.GenerateAsync(
            Request(0) with
            {
                Steps = 900,
            },
            new Told(_ => stop.Cancel()),
            stop.Token
        );
        Task<IReadOnlyList<GeneratedImage>> other = pipeline.GenerateAsync(Request(1));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled.WithPatience());
        Assert.Single(await other.WithPatience());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_batch_that_is_skipped_leaves_the_others(bool shares)
    {
        using DiffusionPipeline pipeline = await OpenAsync(() => TinyModel.Create());
        pipeline.SharesPasses = shares;
        List<int> steps = [];
        Told told = new(now =>
        {
            steps.Add(now.Step);
            Task.Run(now.Skip).Wait(); // another thread has no say
            if (now.Step == 2)
                now.Skip();
        });
        GenerationRequest request = Request(0) with { Steps = 3, Count = 5, BatchSize = 2 };
        Task<IReadOnlyList<GeneratedImage>> other = pipeline.GenerateAsync(Request(1)),
            skipped = pipeline.GenerateAsync(request, told);
        Assert.Equal([2L, 3, 4], (await skipped.WithPatience()).Select(image => image.Settings.Seed));
        Assert.Equal([1, 2, 4, 5, 6, 7, 8, 9], steps);
        Assert.Single(await other.WithPatience());
    }

    [Fact]
    public async Task A_pass_that_fails_for_many_is_made_for_each_alone_and_its_fault_is_of_one_alone()
    {
        using DiffusionPipeline pipeline = await OpenAsync(() => Fragile());
        using ManualResetEventSlim begin = new();
        Task held = pipeline.RunAsync((_, _) => begin.Wait(Patience.Long));
        Task<IReadOnlyList<GeneratedImage>> broken = pipeline.GenerateAsync(Request(0) with { Guidance = 2 }),
            well = pipeline.GenerateAsync(Request(3)),
            again = pipeline.GenerateAsync(Request(3));
        begin.Set();
        await held.WithPatience();
        Assert.Equal(
            "two rows.",
            (await Assert.ThrowsAsync<NotSupportedException>(() => broken.WithPatience())).Message
        );
        Assert.Equal((await well.WithPatience())[0].Image.Pixels, (await again.WithPatience())[0].Image.Pixels);
    }

    [Fact]
    public async Task A_pipeline_that_is_disposed_ends_all_drawings_and_may_be_so_by_one_of_them()
    {
        DiffusionPipeline pipeline = await OpenAsync(() => TinyModel.Create());
        Task<IReadOnlyList<GeneratedImage>> one = pipeline.GenerateAsync(Request(0) with { Steps = 900 }),
            other = pipeline.GenerateAsync(Request(1) with { Steps = 900 }, new Told(_ => pipeline.Dispose()));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one.WithPatience());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => other.WithPatience());
        await pipeline.DisposeAsync().AsTask().WithPatience();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => pipeline.GenerateAsync(Request(2)));
    }

    [Fact]
    public async Task Work_on_the_model_itself_comes_between_two_passes()
    {
        using DiffusionPipeline pipeline = await OpenAsync(() => TinyModel.Create());
        using CancellationTokenSource stop = new();
        TaskCompletionSource begun = new();
        Task<IReadOnlyList<GeneratedImage>> drawing = pipeline.GenerateAsync(
            Request(0) with
            {
                Steps = 1000,
            },
            new Told(_ => begun.TrySetResult()),
            stop.Token
        );
        await begun.Task.WithPatience();
        Assert.Equal("tiny", await pipeline.RunAsync((model, _) => model.Name).WithPatience());
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => drawing.WithPatience());
    }

    [Fact]
    public void A_shared_drawing_has_all_that_its_model_has()
    {
        InterfaceMapping map = typeof(SharedDrawing).GetInterfaceMap(typeof(IPictureModel));
        IEnumerable<string> left = map
            .InterfaceMethods.Zip(map.TargetMethods)
            .Where(member => member.Second is null || member.Second.DeclaringType!.IsInterface)
            .Select(member => member.First.Name);
        // never asked of it: schedulers are of other models, and LoRAs are drawn alone
        Assert.Equal(["Adapt", "FitsOf", "Following", "SchedulerFor", "ShapeFor", "get_IsAdapted"], left.Order());
    }

    /// <summary>A model whose network refuses batches of more than one picture.</summary>
    private static NetworkModel Fragile() =>
        new(
            "fragile",
            "0123456789",
            TinyModel.Defaults,
            new NetworkParts(
                TinyModel.Words,
                new TextToImageNetwork(
                    new TextEncoder(
                        new TextEncoderConfig(
                            TinyModel.Words.Words.Count,
                            TinyNetworks.TextLength,
                            TinyNetworks.TextWidth,
                            1
                        )
                    ),
                    new OnePicture()
                ),
                null,
                Hippogriff.Denoising.Prediction.Sample
            )
        );

    private sealed class OnePicture : DenoiserNetwork
    {
        public OnePicture()
            : base("one")
        {
            Weight = new TorchSharp.Modules.Parameter(ones(1));
            RegisterComponents();
        }

        public TorchSharp.Modules.Parameter Weight { get; }

        public override int SizeMultiple => 1;

        public override Tensor forward(Tensor x, Tensor time, Condition text) =>
            x.shape[0] == 1 ? x.clone() : throw new NotSupportedException("two rows.");

        public override double FlopsPerPass(int height, int width) => 1;
    }

    private sealed class Told(Action<GenerationProgress> told) : IProgress<GenerationProgress>
    {
        public void Report(GenerationProgress value) => told(value);
    }
}
