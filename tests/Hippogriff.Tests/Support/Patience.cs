namespace Hippogriff.Tests.Support;

/// <summary>
/// How long a test waits for what must come. A test that waits this long fails, so it is not a measure of speed: a busy
/// machine may be twenty times slower than an idle one.
/// </summary>
internal static class Patience
{
#if MUTATED
    // a mutant that waits for ever must not cost minutes: many tests wait, one after the other
    public static readonly TimeSpan Long = TimeSpan.FromSeconds(5);
#else
    public static readonly TimeSpan Long = TimeSpan.FromMinutes(5);
#endif

    /// <summary>A token that ends a wait for what never comes.</summary>
    public static CancellationToken Token => new CancellationTokenSource(Long).Token;

    /// <summary>What the browser's driver counts in: milliseconds.</summary>
    public static float Milliseconds => (float)Long.TotalMilliseconds;

    public static Task WithPatience(this Task task) => task.WaitAsync(Long);

    public static Task<T> WithPatience<T>(this Task<T> task) => task.WaitAsync(Long);

    /// <summary>Looks again and again until what is seen is as it should be.</summary>
    /// <exception cref="TimeoutException">It did not become so; the message has what was seen last.</exception>
    public static async Task<T> UntilAsync<T>(Func<Task<T>> look, Func<T, bool> there, int pause = 50)
    {
        using CancellationTokenSource limit = new(Long);
        T seen;
        for (seen = await look(); !limit.IsCancellationRequested; seen = await look())
        {
            if (there(seen))
                return seen;
            await Task.Delay(pause, CancellationToken.None);
        }
        throw new TimeoutException($"After {Long.TotalMinutes} minutes it is {seen}.");
    }

    /// <summary>The same for a condition.</summary>
    public static Task UntilAsync(Func<bool> holds, int pause = 20) =>
        UntilAsync(() => Task.FromResult(holds()), held => held, pause);
}
