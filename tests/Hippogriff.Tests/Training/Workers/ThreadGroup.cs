using System.Runtime.ExceptionServices;
using Hippogriff.Training.Workers;

namespace Hippogriff.Tests.Training.Workers;

/// <summary>Workers that are threads of this process, which meet at a barrier: what MPI does, without MPI.</summary>
internal sealed class ThreadGroup : ITrainingGroup
{
    private readonly Meeting _meeting;

    private ThreadGroup(Meeting meeting, int rank) => (_meeting, Rank) = (meeting, rank);

    public int Rank { get; }

    public int Size => _meeting.Size;

    /// <summary>Does the same work in several threads; returns what each made, or throws what one threw.</summary>
    public static T[] Run<T>(int size, Func<ITrainingGroup, T> work)
    {
        using Meeting meeting = new(size);
        T[] made = new T[size];
        List<Exception> failures = [];
        Thread[] threads =
        [
            .. Enumerable
                .Range(0, size)
                .Select(rank => new Thread(() =>
                {
                    try
                    {
                        made[rank] = work(new ThreadGroup(meeting, rank));
                    }
                    catch (Exception failure)
                    {
                        lock (failures)
                            failures.Add(failure);
                        meeting.Fail();
                    }
                })),
        ];
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            thread.Join();
        if (failures.Count > 0)
            ExceptionDispatchInfo.Throw(failures.Find(f => f is not OperationCanceledException) ?? failures[0]);
        return made;
    }

    public void Average(Span<float> values)
    {
        float[][] all = _meeting.Exchange(Rank, values.ToArray());
        for (int i = 0; i < values.Length; i++)
            values[i] = all.Sum(one => one[i]) / Size;
    }

    public void Sum(Span<double> values)
    {
        double[][] all = _meeting.Exchange(Rank, values.ToArray());
        for (int i = 0; i < values.Length; i++)
            values[i] = all.Sum(one => one[i]);
    }

    public void Broadcast(Span<byte> bytes) => _meeting.Exchange(Rank, bytes.ToArray())[0].CopyTo(bytes);

    private sealed class Meeting(int size) : IDisposable
    {
        private readonly Barrier _barrier = new(size);
        private readonly CancellationTokenSource _failed = new();
        private readonly object[] _brought = new object[size];

        public int Size => size;

        public T[][] Exchange<T>(int rank, T[] own)
        {
            _brought[rank] = own;
            _barrier.SignalAndWait(_failed.Token);
            T[][] all = [.. _brought.Cast<T[]>()];
            _barrier.SignalAndWait(_failed.Token);
            return all;
        }

        public void Fail() => _failed.Cancel();

        public void Dispose()
        {
            _barrier.Dispose();
            _failed.Dispose();
        }
    }
}
