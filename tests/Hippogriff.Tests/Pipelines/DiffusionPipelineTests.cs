using Hippogriff.Imaging;
using Hippogriff.Pipelines;

namespace Hippogriff.Tests.Pipelines;

public class DiffusionPipelineTests
{
    private static Task<DiffusionPipeline> Open(IPictureModel model) => Open(() => model);

    private static Task<DiffusionPipeline> Open(Func<IPictureModel> load) => DiffusionPipeline.LoadAsync(load);

    [Fact]
    public async Task What_a_request_leaves_open_takes_the_models_defaults()
    {
        using DiffusionPipeline pipeline = await Open(new ToyModel());
        GeneratedImage picture = Assert.Single(await pipeline.GenerateAsync(new GenerationRequest { Prompt = "cat" }));
        Assert.Equal((8, 4), (picture.Image.Width, picture.Image.Height));
        Assert.Equal(
            new GenerationSettings
            {
                Prompt = "cat",
                NegativePrompt = "",
                Seed = picture.Settings.Seed,
                Steps = 5,
                Sampler = "euler",
                Schedule = "uniform",
                Guidance = 3,
                Width = 8,
                Height = 4,
                Model = "toy",
                ModelHash = "0123456789",
            },
            picture.Settings
        );
        Assert.Equal(("toy", "0123456789", 4), (pipeline.Name, pipeline.Hash, pipeline.SizeMultiple));
    }

    [Fact]
    public async Task Without_a_seed_a_fresh_one_is_drawn_and_told()
    {
        using DiffusionPipeline pipeline = await Open(TinyModel.Create());
        GenerationRequest request = new() { Prompt = "a red square" };
        GeneratedImage first = (await pipeline.GenerateAsync(request))[0],
            second = (await pipeline.GenerateAsync(request))[0];
        Assert.NotEqual(first.Settings.Seed, second.Settings.Seed);
        Assert.NotEqual(first.Image.Pixels, second.Image.Pixels);
        GeneratedImage again = (await pipeline.GenerateAsync(request with { Seed = first.Settings.Seed }))[0];
        Assert.Equal(first.Image.Pixels, again.Image.Pixels);
    }

    [Fact]
    public async Task Many_pictures_are_drawn_in_batches_whose_seeds_and_steps_count_on()
    {
        ToyModel model = new();
        using DiffusionPipeline pipeline = await Open(model);
        List<(int, int)> steps = [];
        IReadOnlyList<GeneratedImage> pictures = await pipeline.GenerateAsync(
            new GenerationRequest
            {
                Prompt = "cat",
                Seed = 40,
                Count = 19,
                Steps = 3,
                Guidance = 1,
            },
            new Heard(p => steps.Add((p.Step, p.Steps)))
        );
        Assert.Equal(Enumerable.Range(40, 19).Select(i => (long)i), pictures.Select(p => p.Settings.Seed));
        Assert.Equal([8, 8, 8, 8, 8, 8, 3, 3, 3], model.Passes.Select(pass => pass.Rows));
        Assert.Equal(Enumerable.Range(1, 9).Select(i => (i, 9)), steps);
    }

    [Fact]
    public async Task Progress_hears_every_step_with_its_level_and_a_preview()
    {
        using DiffusionPipeline pipeline = await Open(TinyModel.Create());
        List<(int Step, double Sigma, RgbImage? Preview)> heard = [];
        IReadOnlyList<GeneratedImage> pictures = await pipeline.GenerateAsync(
            new GenerationRequest
            {
                Prompt = "a red square",
                Seed = 1,
                Steps = 4,
                Schedule = "uniform",
            },
            new Heard(p => heard.Add((p.Step, p.Sigma, p.Preview())))
        );
        Assert.Equal([1, 2, 3, 4], heard.Select(h => h.Step));
        Assert.Equal(heard.Select(h => h.Sigma).OrderDescending(), heard.Select(h => h.Sigma));
        Assert.Equal(0, heard[^1].Sigma);
        Assert.Equal(pictures[0].Image.Pixels, heard[^1].Preview?.Pixels); // Euler's last step ends on the clean guess
    }

    [Fact]
    public async Task Cancelling_ends_within_a_step_and_the_pipeline_goes_on_working()
    {
        ToyModel model = new();
        using DiffusionPipeline pipeline = await Open(model);
        using CancellationTokenSource stop = new();
        model.BeforePass = () =>
        {
            if (model.Passes.Count == 2)
                stop.Cancel();
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            pipeline.GenerateAsync(
                new GenerationRequest
                {
                    Prompt = "cat",
                    Steps = 500,
                    Count = 20,
                },
                cancellationToken: stop.Token
            )
        );
        Assert.Equal(3, model.Passes.Count);
        model.BeforePass = null;
        Assert.Single(await pipeline.GenerateAsync(new GenerationRequest { Prompt = "cat" }));
    }

    [Fact]
    public async Task Requests_made_at_once_wait_for_one_another()
    {
        ToyModel model = new();
        using DiffusionPipeline pipeline = await Open(model);
        int inside = 0;
        bool met = false;
        model.BeforePass = () =>
        {
            met |= Interlocked.Increment(ref inside) > 1;
            Thread.Sleep(1);
            Interlocked.Decrement(ref inside);
        };
        await Task.WhenAll(
            Enumerable.Range(0, 4).Select(i => pipeline.GenerateAsync(new GenerationRequest { Prompt = $"{i}" }))
        );
        Assert.False(met);
        Assert.Equal(20, model.Passes.Count);
    }

    [Fact]
    public async Task A_request_that_cannot_be_drawn_costs_no_pass()
    {
        ToyModel model = new();
        using DiffusionPipeline pipeline = await Open(model);
        await Assert.ThrowsAsync<HippogriffException>(() =>
            pipeline.GenerateAsync(new GenerationRequest { Prompt = "cat", Steps = 0 })
        );
        Assert.Empty(model.Passes);
    }

    [Fact]
    public async Task Disposing_frees_the_model_and_may_be_done_twice()
    {
        ToyModel model = new();
        DiffusionPipeline pipeline = await Open(model);
        pipeline.Dispose();
        Assert.True(model.Disposed);
        pipeline.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() =>
            pipeline.GenerateAsync(new GenerationRequest { Prompt = "cat" })
        );
    }

    [Fact]
    public async Task Disposing_ends_what_is_drawn_within_a_step_and_what_waits_at_once()
    {
        ToyModel model = new();
        DiffusionPipeline pipeline = await Open(model);
        TaskCompletionSource drawing = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using ManualResetEventSlim goOn = new();
        model.BeforePass = () =>
        {
            drawing.TrySetResult();
            goOn.Wait();
        };
        Task running = pipeline.GenerateAsync(
                new GenerationRequest
                {
                    Prompt = "cat",
                    Steps = 1000,
                    Count = 64,
                }
            ),
            waiting = pipeline.GenerateAsync(new GenerationRequest { Prompt = "dog" });
        await drawing.Task;
        ValueTask disposing = pipeline.DisposeAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.False(running.IsCompleted || model.Disposed);
        goOn.Set();
        await disposing;
        Assert.True(model.Disposed);
        Assert.Single(model.Passes);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        await pipeline.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() =>
            pipeline.GenerateAsync(new GenerationRequest { Prompt = "cat" })
        );
    }

    [Fact]
    public async Task A_progress_report_may_dispose_its_own_pipeline()
    {
        ToyModel model = new();
        DiffusionPipeline pipeline = await Open(model);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            pipeline.GenerateAsync(
                new GenerationRequest { Prompt = "cat", Steps = 9 },
                new Heard(_ => pipeline.Dispose())
            )
        );
        await pipeline.DisposeAsync();
        Assert.True(model.Disposed);
        Assert.Single(model.Passes);
    }

    [Fact]
    public async Task What_loading_throws_comes_out()
    {
        HippogriffException error = await Assert.ThrowsAsync<HippogriffException>(() =>
            Open(() => throw new HippogriffException("No model."))
        );
        Assert.Equal("No model.", error.Message);
        await Assert.ThrowsAsync<HippogriffException>(() => DiffusionPipeline.LoadAsync("there/is/no/such/model"));
    }

    [Fact]
    public async Task Work_with_the_model_itself_waits_its_turn_on_the_thread_that_draws()
    {
        ToyModel toy = new();
        int drawn = 0;
        toy.BeforePass = () => drawn = Environment.CurrentManagedThreadId;
        DiffusionPipeline pipeline = await Open(toy);
        Task drawing = pipeline.GenerateAsync(new GenerationRequest { Prompt = "cat", Seed = 1 });
        (IPictureModel model, int thread, int passes) = await pipeline.RunAsync(
            (m, _) => (m, Environment.CurrentManagedThreadId, toy.Passes.Count)
        );
        await drawing;
        Assert.Same(toy, model);
        Assert.Equal((drawn, toy.Passes.Count), (thread, passes));
        await pipeline.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => pipeline.RunAsync((_, _) => 0));
    }
}
