using Hippogriff.Pipelines;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Pipelines;

/// <summary>Drawings that share passes and must wait, because other work has the device.</summary>
public sealed class SharedWaitingTests
{
    private static readonly GenerationRequest s_request = new()
    {
        Prompt = "a red square",
        Seed = 1,
        Steps = 4,
    };

    private static async Task<DiffusionPipeline> OpenAsync(int? threads = null)
    {
        DiffusionPipeline pipeline = await DiffusionPipeline.LoadAsync(_ => TinyModel.Create(), threads, default);
        pipeline.SharesPasses = true;
        return pipeline;
    }

    [Fact]
    public async Task One_that_has_not_begun_can_be_cancelled()
    {
        using DiffusionPipeline pipeline = await OpenAsync();
        using ManualResetEventSlim go = new();
        using CancellationTokenSource stop = new();
        Task held = pipeline.RunAsync((_, _) => go.Wait(Patience.Long));
        Task drawing = pipeline.GenerateAsync(s_request, cancellationToken: stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => drawing.WithPatience());
        Assert.False(held.IsCompleted);
        go.Set();
        await held.WithPatience();
    }

    [Fact]
    public async Task One_that_waits_for_a_pass_can_be_cancelled_and_those_beside_it_draw_on()
    {
        using DiffusionPipeline pipeline = await OpenAsync();
        IReadOnlyList<GeneratedImage> alone = await pipeline.GenerateAsync(s_request);
        using ManualResetEventSlim go = new();
        using CancellationTokenSource stop = new();
        TaskCompletionSource<Task> held = new();
        Task cancelled = pipeline.GenerateAsync(
            s_request with
            {
                Steps = 900,
            },
            // on the drawing's thread, so this is before its next pass
            new Told(step =>
            {
                if (step.Step == 1)
                    held.SetResult(pipeline.RunAsync((_, _) => go.Wait(Patience.Long)));
            }),
            stop.Token
        );
        Task hold = await held.Task.WithPatience();
        Task<IReadOnlyList<GeneratedImage>> other = pipeline.GenerateAsync(s_request);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled.WithPatience());
        Assert.False(hold.IsCompleted);
        go.Set();
        Assert.Equal(alone[0].Image.Pixels, (await other.WithPatience())[0].Image.Pixels);
    }

    [Fact]
    public async Task Its_own_thread_computes_with_as_many_threads_as_the_device()
    {
        int usual = get_num_threads();
        using DiffusionPipeline pipeline = await OpenAsync(threads: usual + 1);
        List<int> threads = [];
        await pipeline.GenerateAsync(s_request, new Told(_ => threads.Add(get_num_threads())));
        Assert.Equal([usual + 1], threads.Distinct());
    }

    private sealed class Told(Action<GenerationProgress> told) : IProgress<GenerationProgress>
    {
        public void Report(GenerationProgress value) => told(value);
    }
}
