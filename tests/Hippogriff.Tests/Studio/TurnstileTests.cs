using Hippogriff.Studio.Jobs;

namespace Hippogriff.Tests.Studio;

public class TurnstileTests
{
    [Fact]
    public async Task A_few_are_let_through_at_a_time_and_the_next_as_soon_as_one_leaves()
    {
        using Turnstile turnstile = new(2, 100, TimeSpan.FromMinutes(5), TimeProvider.System);
        IDisposable first = await turnstile.EnterAsync(1, CancellationToken.None);
        using IDisposable second = await turnstile.EnterAsync(1, CancellationToken.None);
        Task<IDisposable> third = turnstile.EnterAsync(1, CancellationToken.None);
        Assert.False(third.IsCompleted);
        first.Dispose();
        first.Dispose(); // leaves one place, not two
        (await third.WithPatience()).Dispose();
    }

    [Fact]
    public async Task Who_waits_too_long_is_told_to_come_again()
    {
        using Turnstile turnstile = new(1, 100, TimeSpan.FromMilliseconds(1), TimeProvider.System);
        using IDisposable inside = await turnstile.EnterAsync(1, CancellationToken.None);
        HippogriffException late = await Assert.ThrowsAsync<HippogriffException>(() =>
            turnstile.EnterAsync(1, CancellationToken.None)
        );
        Assert.Equal(FaultKind.Busy, late.Kind);
    }

    [Fact]
    public async Task Who_would_hold_too_much_while_waiting_is_refused_at_once_and_one_may_always_wait()
    {
        using Turnstile turnstile = new(1, 100, TimeSpan.FromMinutes(5), TimeProvider.System);
        IDisposable inside = await turnstile.EnterAsync(1_000, CancellationToken.None);
        Task<IDisposable> large = turnstile.EnterAsync(1_000, CancellationToken.None);
        Assert.Equal(
            FaultKind.Busy,
            (await Assert.ThrowsAsync<HippogriffException>(() => turnstile.EnterAsync(1, CancellationToken.None))).Kind
        );
        inside.Dispose();
        (await large.WithPatience()).Dispose();
        (await turnstile.EnterAsync(1, CancellationToken.None)).Dispose();
    }

    [Fact]
    public async Task A_caller_who_goes_away_leaves_no_trace()
    {
        using Turnstile turnstile = new(1, 100, TimeSpan.FromMinutes(5), TimeProvider.System);
        using (await turnstile.EnterAsync(1, CancellationToken.None))
        {
            using CancellationTokenSource gone = new();
            Task<IDisposable> waiting = turnstile.EnterAsync(100, gone.Token);
            await gone.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
            Task<IDisposable> next = turnstile.EnterAsync(100, CancellationToken.None);
            Assert.False(next.IsFaulted); // what the other one would have held is not counted any more
        }
    }

    [Fact]
    public async Task The_last_to_leave_is_noticed()
    {
        int emptied = 0;
        using Turnstile turnstile = new(2, 100, TimeSpan.FromMinutes(5), TimeProvider.System)
        {
            Emptied = () => emptied++,
        };
        IDisposable first = await turnstile.EnterAsync(1, CancellationToken.None),
            second = await turnstile.EnterAsync(1, CancellationToken.None);
        first.Dispose();
        Assert.Equal(0, emptied);
        second.Dispose();
        Assert.Equal(1, emptied);
    }

    [Fact]
    public async Task Those_who_wait_may_hold_exactly_as_much_as_is_allowed()
    {
        using Turnstile turnstile = new(1, 100, TimeSpan.FromMinutes(5), TimeProvider.System);
        IDisposable inside = await turnstile.EnterAsync(1_000, CancellationToken.None);
        Task<IDisposable> first = turnstile.EnterAsync(40, CancellationToken.None),
            second = turnstile.EnterAsync(60, CancellationToken.None);
        Assert.False(second.IsCompleted);
        Assert.Equal(
            FaultKind.Busy,
            (await Assert.ThrowsAsync<HippogriffException>(() => turnstile.EnterAsync(1, CancellationToken.None))).Kind
        );
        inside.Dispose();
        (await first.WithPatience()).Dispose();
        (await second.WithPatience()).Dispose();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task One_is_let_through_however_few_are_allowed(int atOnce)
    {
        using Turnstile turnstile = new(atOnce, 100, TimeSpan.FromMinutes(5), TimeProvider.System);
        IDisposable inside = await turnstile.EnterAsync(1, CancellationToken.None);
        Task<IDisposable> next = turnstile.EnterAsync(1, CancellationToken.None);
        Assert.False(next.IsCompleted);
        inside.Dispose();
        (await next.WithPatience()).Dispose();
    }

    [Fact]
    public async Task While_somebody_waits_nobody_is_the_last()
    {
        int emptied = 0;
        using Turnstile turnstile = new(1, 100, TimeSpan.FromMinutes(5), TimeProvider.System)
        {
            Emptied = () => emptied++,
        };
        IDisposable first = await turnstile.EnterAsync(1, CancellationToken.None);
        Task<IDisposable> second = turnstile.EnterAsync(1, CancellationToken.None);
        first.Dispose();
        IDisposable last = await second.WithPatience();
        Assert.Equal(0, emptied);
        last.Dispose();
        last.Dispose();
        Assert.Equal(1, emptied);
    }
}
