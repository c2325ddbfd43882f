using Hippogriff.Extensions.AI;
using Hippogriff.Pipelines;
using Hippogriff.Tests.Pipelines;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Hippogriff.Tests.Extensions.AI;

public class ServicesTests
{
    private static Func<CancellationToken, Task<DiffusionPipeline>> Loading(ToyModel model) =>
        _ => DiffusionPipeline.LoadAsync(() => model);

    [Fact]
    public async Task The_model_is_loaded_once_when_it_is_first_needed_and_freed_with_the_container()
    {
        ToyModel model = new();
        int loads = 0;
        ServiceProvider services = new ServiceCollection()
            .AddHippogriff(options =>
                options.Load = cancellation =>
                {
                    Interlocked.Increment(ref loads);
                    return Loading(model)(cancellation);
                }
            )
            .BuildServiceProvider(validateScopes: true);
        IImageGenerator generator = services.GetRequiredService<IImageGenerator>();
        Assert.Same(services.GetRequiredService<HippogriffImageGenerator>(), generator);
        Assert.Null(generator.GetService<DiffusionPipeline>());
        Assert.Null(generator.GetRequiredService<ImageGeneratorMetadata>().DefaultModelId);
        Assert.Equal(0, loads);

        await Task.WhenAll(
            Enumerable.Range(0, 6).Select(i => generator.GenerateAsync(new ImageGenerationRequest($"{i}")))
        );
        Assert.Equal(1, loads);
        Assert.Equal("toy", generator.GetRequiredService<ImageGeneratorMetadata>().DefaultModelId);
        await services.DisposeAsync();
        Assert.True(model.Disposed);
        await Assert.ThrowsAsync<ObjectDisposedException>(() =>
            generator.GenerateAsync(new ImageGenerationRequest("cat"))
        );
    }

    [Fact]
    public async Task Keys_have_models_of_their_own()
    {
        ToyModel one = new(),
            two = new();
        using ServiceProvider services = new ServiceCollection()
            .AddKeyedHippogriff("one", options => options.Load = Loading(one))
            .AddKeyedHippogriff(
                "two",
                options =>
                {
                    options.Load = Loading(two);
                    options.Defaults = options.Defaults with { Steps = 2 };
                }
            )
            .BuildServiceProvider();
        await services.GetRequiredKeyedService<IImageGenerator>("two").GenerateAsync(new ImageGenerationRequest("cat"));
        Assert.Equal((0, 2), (one.Passes.Count, two.Passes.Count));
        Assert.Null(services.GetService<IImageGenerator>());
        services.Dispose();
        Assert.Equal((false, true), (one.Disposed, two.Disposed)); // what nobody used was never loaded
    }

    [Fact]
    public async Task A_load_that_fails_says_why_and_is_tried_again()
    {
        ToyModel model = new();
        bool there = false;
        await using SharedPipeline shared = new(cancellation =>
            there ? Loading(model)(cancellation) : throw new HippogriffException("Not yet.")
        );
        for (int i = 0; i < 2; i++)
            Assert.Equal("Not yet.", (await Assert.ThrowsAsync<HippogriffException>(() => shared.GetAsync())).Message);
        there = true;
        Assert.Equal("toy", (await shared.GetAsync()).Name);
    }

    [Fact]
    public async Task Who_stops_waiting_stops_no_one_elses_load()
    {
        ToyModel model = new();
        TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using SharedPipeline shared = new(async cancellation =>
        {
            await go.Task;
            return await Loading(model)(cancellation);
        });
        using CancellationTokenSource stop = new();
        Task<DiffusionPipeline> impatient = shared.GetAsync(stop.Token),
            patient = shared.GetAsync();
        stop.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        Assert.Null(shared.Loaded);
        go.SetResult();
        Assert.Same(await patient, shared.Loaded);
    }

    [Fact]
    public async Task Disposed_while_it_loads_it_frees_what_comes_and_disposed_while_it_draws_it_ends_that()
    {
        ToyModel late = new(),
            busy = new();
        TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        SharedPipeline loading = new(async _ =>
        {
            await go.Task;
            return await Loading(late)(CancellationToken.None);
        });
        Task<DiffusionPipeline> coming = loading.GetAsync();
        ValueTask disposing = loading.DisposeAsync();
        go.SetResult();
        await disposing;
        await coming;
        Assert.True(late.Disposed);
        Assert.Throws<ObjectDisposedException>(() =>
        {
            _ = loading.GetAsync();
        });

        SharedPipeline drawing = new(Loading(busy));
        TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        busy.BeforePass = () => started.TrySetResult();
        Task run = (await drawing.GetAsync()).GenerateAsync(
            new GenerationRequest
            {
                Prompt = "",
                Steps = 1000,
                Count = 64,
                Guidance = 1,
            }
        );
        await started.Task;
        drawing.Dispose();
        drawing.Dispose();
        Assert.True(busy.Disposed);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
    }

    [Fact]
    public void The_name_of_a_model_is_known_before_it_is_loaded()
    {
        HippogriffImageGenerator missing = new(
            new HippogriffOptions { Model = "there/is/none" }.Share(),
            new HippogriffOptions { Model = "there/is/none" }
        );
        Assert.Equal(
            "there/is/none",
            ((IImageGenerator)missing).GetRequiredService<ImageGeneratorMetadata>().DefaultModelId
        );
        using TemporaryFolder folder = new();
        folder.Write("mine/model_index.json", "{}");
        HippogriffOptions options = new() { Model = folder.In("mine") };
        Assert.Equal(
            "mine",
            ((IImageGenerator)new HippogriffImageGenerator(options.Share(), options))
                .GetRequiredService<ImageGeneratorMetadata>()
                .DefaultModelId
        );
    }
}
