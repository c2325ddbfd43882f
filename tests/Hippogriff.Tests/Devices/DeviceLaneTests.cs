using Hippogriff.Devices;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Devices;

public class DeviceLaneTests
{
    [Fact]
    public async Task Work_is_done_in_order_on_one_thread()
    {
        await using DeviceLane lane = new("lane of a test");
        List<int> order = [];
        int[] threads = await Task.WhenAll(
                Enumerable
                    .Range(0, 50)
                    .Select(i =>
                        lane.RunAsync(_ =>
                        {
                            order.Add(i);
                            return Environment.CurrentManagedThreadId;
                        })
                    )
            )
            .WithPatience();
        Assert.Equal(Enumerable.Range(0, 50), order);
        Assert.Single(threads.Distinct());
        Assert.Equal("lane of a test", await lane.RunAsync(_ => Thread.CurrentThread.Name));
        Assert.Equal(0, lane.Length);
    }

    [Fact]
    public async Task The_lane_computes_with_as_many_threads_as_it_was_told()
    {
        int usual = await NewAsync();
        await using (DeviceLane lane = new(threads: usual + 2))
        {
            Assert.Equal(usual + 2, await lane.RunAsync(_ => get_num_threads()).WithPatience());
            Assert.Equal(usual, await NewAsync());
        }
        Assert.Throws<ArgumentOutOfRangeException>(() => new DeviceLane(threads: 0));
    }

    /// <summary>The threads that libtorch takes for a thread that has computed nothing yet.</summary>
    private static async Task<int> NewAsync()
    {
        TaskCompletionSource<int> count = new(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() => count.SetResult(get_num_threads())) { IsBackground = true }.Start();
        return await count.Task.WithPatience();
    }

    [Fact]
    public async Task What_the_work_throws_the_task_throws_and_the_lane_goes_on()
    {
        await using DeviceLane lane = new();
        Assert.Equal(
            "no",
            (
                await Assert.ThrowsAsync<HippogriffException>(() =>
                    lane.RunAsync<int>(_ => throw new HippogriffException("no")).WithPatience()
                )
            ).Message
        );
        Assert.Equal(3, await lane.RunAsync(_ => 3).WithPatience());
    }

    [Fact]
    public async Task Work_that_is_cancelled_while_it_waits_never_starts()
    {
        await using DeviceLane lane = new();
        using ManualResetEventSlim gate = new();
        using CancellationTokenSource cancel = new();
        Task first = lane.RunAsync(_ => gate.Wait());
        bool ran = false;
        Task second = lane.RunAsync(
            _ =>
            {
                ran = true;
            },
            cancel.Token
        );
        Task<int> third = lane.RunAsync(_ => 3);
        cancel.Cancel();
        // at once, though the first still runs
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second.WithPatience());
        Assert.False(first.IsCompleted);
        gate.Set();
        Assert.Equal(3, await third.WithPatience());
        Assert.False(ran);
    }

    [Fact]
    public async Task Work_that_runs_hears_of_its_cancellation()
    {
        await using DeviceLane lane = new();
        using CancellationTokenSource cancel = new();
        Task running = lane.RunAsync(
            token =>
            {
                cancel.Cancel();
                token.ThrowIfCancellationRequested();
            },
            cancel.Token
        );
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running.WithPatience());
        Assert.True(running.IsCanceled);
        using CancellationTokenSource already = new();
        already.Cancel();
        Assert.True(lane.RunAsync(_ => 1, already.Token).IsCanceled);
    }

    [Fact]
    public async Task A_closed_lane_cancels_what_runs_and_what_waits_and_takes_no_more()
    {
        DeviceLane lane = new();
        using ManualResetEventSlim started = new();
        Task running = lane.RunAsync(token =>
        {
            started.Set();
            token.WaitHandle.WaitOne();
            token.ThrowIfCancellationRequested();
        });
        Task waiting = lane.RunAsync(_ => 1);
        started.Wait(Patience.Long);
        await lane.DisposeAsync().AsTask().WithPatience();
        lane.Dispose();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running.WithPatience());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WithPatience());
        Assert.Throws<ObjectDisposedException>(() =>
        {
            _ = lane.RunAsync(_ => 1);
        });
    }
}
