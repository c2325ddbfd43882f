using System.Collections.Concurrent;

namespace Hippogriff.Training.Loop;

/// <summary>Prefetches batches in order on its own threads, so that the device does not wait.</summary>
internal sealed class BatchQueue<TBatch> : IDisposable
{
    private readonly ConcurrentDictionary<long, Task<TBatch>> _ahead = new();
    private readonly Func<long, TBatch> _prepare;
    private readonly int _depth;

    public BatchQueue(Func<long, TBatch> prepare, int depth) => (_prepare, _depth) = (prepare, depth);

    /// <summary>The batch of <paramref name="step"/>; call with ascending steps.</summary>
    public TBatch Take(long step)
    {
        for (long next = step; next <= step + _depth; next++)
        {
            long number = next;
            _ahead.GetOrAdd(number, _ => Task.Run(() => _prepare(number)));
        }
        _ahead.TryRemove(step, out Task<TBatch>? task);
        return task!.GetAwaiter().GetResult();
    }

    public void Dispose()
    {
        try
        {
            Task.WaitAll([.. _ahead.Values]);
        }
        catch (AggregateException) { } // a batch nobody asked for any more
    }
}
