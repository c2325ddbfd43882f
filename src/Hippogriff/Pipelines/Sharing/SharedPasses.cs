using System.Diagnostics;
using Hippogriff.Devices;
using Hippogriff.Models.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Pipelines.Sharing;

/// <summary>
/// Lets several drawings of one model advance together. Each runs its own sampler on its own thread, with its own
/// prompt, seed, guidance and steps. All that wait for the network at the same time get one pass, so a drawing joins
/// the others at its next step. Passes, and everything else that computes much, run on the thread that owns the device.
/// </summary>
/// <param name="lane">The device's thread.</param>
/// <param name="model">The model.</param>
/// <param name="adaptation">LoRAs of a request that is drawn between passes; taken away before each.</param>
/// <param name="mostDrawings">Drawings at once; further ones wait.</param>
internal sealed class SharedPasses(
    DeviceLane lane,
    DiffusionModel model,
    RequestAdaptation adaptation,
    int mostDrawings
) : IDisposable
{
    /// <summary>Pictures of one pass, unless a single drawing has more: with guidance, each counts twice.</summary>
    public const int MostRows = 16;

    private static readonly TimeSpan s_shortest = TimeSpan.FromMilliseconds(2),
        s_longest = TimeSpan.FromMilliseconds(50);

    [ThreadStatic]
    private static bool s_draws;

    private readonly object _gate = new();
    private readonly List<SharedRows> _waiting = [];
    private readonly SemaphoreSlim _room = new(mostDrawings);
    private TimeSpan _patience = s_shortest; // How long a pass waits for those that will come.
    private int _expected; // Drawings that were given a result and will ask for the next one.
    private bool _planned; // A pass waits for the device.

    /// <summary>Passes so far.</summary>
    public long Passes { get; private set; }

    /// <summary>Whether the caller is a drawing: it cannot wait for the end of all drawings.</summary>
    public static bool IsDrawing => s_draws;

    /// <summary>Runs a drawing on a thread of its own, with a model whose passes are shared.</summary>
    /// <param name="draw">Receives the model and a token.</param>
    /// <param name="cancellationToken">Cancels it, also while it waits for room.</param>
    public async Task<T> DrawAsync<T>(
        Func<IPictureModel, CancellationToken, T> draw,
        CancellationToken cancellationToken
    )
    {
        await _room.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await Task
                .Factory.StartNew(
                    () =>
                    {
                        s_draws = true;
                        lane.AdoptThreads();
                        using SharedDrawing drawing = new(this, model, cancellationToken);
                        return draw(drawing, cancellationToken);
                    },
                    CancellationToken.None,
                    TaskCreationOptions.LongRunning,
                    TaskScheduler.Default
                )
                .ConfigureAwait(false);
        }
        finally
        {
            _room.Release();
        }
    }

    /// <summary>Waits until all drawings have ended; nothing may begin after that.</summary>
    public async Task EndAsync()
    {
        for (int i = 0; i < mostDrawings; i++)
            await _room.WaitAsync().ConfigureAwait(false);
    }

    /// <summary>The network's output for a drawing's rows; called on its thread. Owned by the caller.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="cancellationToken">Ends the wait, unless the pass has begun.</param>
    public Tensor Pass(SharedRows rows, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            Unexpect(rows.Drawing);
            if (!_planned)
                Plan();
            _waiting.Add(rows);
        }
        using CancellationTokenRegistration cancelled = cancellationToken.Register(() =>
            Withdraw(rows, cancellationToken)
        );
        return rows.Result.GetAwaiter().GetResult();
    }

    /// <summary>Takes back rows that no pass has taken: other work may keep the device for long.</summary>
    private void Withdraw(SharedRows rows, CancellationToken cancellationToken)
    {
        lock (_gate)
            if (_waiting.Remove(rows))
                rows.Cancel(cancellationToken);
    }

    /// <summary>No pass waits for this drawing until it has asked for one itself.</summary>
    public void Leave(SharedDrawing drawing)
    {
        lock (_gate)
            Unexpect(drawing);
    }

    /// <summary>Runs what computes much on the device's thread, with the model as it was loaded.</summary>
    public T OnDevice<T>(Func<T> work, CancellationToken cancellationToken) =>
        lane.RunAsync(
                _ =>
                {
                    adaptation.Clear();
                    using IDisposable inference = inference_mode();
                    return work();
                },
                cancellationToken
            )
            .GetAwaiter()
            .GetResult();

    private void Unexpect(SharedDrawing drawing)
    {
        if (drawing.IsExpected)
            _expected--;
        drawing.IsExpected = false;
        Monitor.PulseAll(_gate);
    }

    /// <summary>Puts a pass behind what waits for the device; under the lock.</summary>
    private void Plan()
    {
        Task pass = lane.RunAsync(_ =>
        {
            adaptation.Clear();
            Compute(Take());
        });
        _planned = true;
        // a lane that closes never begins it
        pass.ContinueWith(
            ended => FailAll(ended.Exception?.InnerException ?? new ObjectDisposedException(model.Name)),
            CancellationToken.None,
            TaskContinuationOptions.NotOnRanToCompletion,
            TaskScheduler.Default
        );
    }

    private void FailAll(Exception fault)
    {
        lock (_gate)
        {
            _planned = false;
            _waiting.ForEach(rows => rows.Fail(fault));
            _waiting.Clear();
        }
    }

    /// <summary>The rows of the next pass: those that wait, and those that come within the patience.</summary>
    private SharedRows[] Take()
    {
        lock (_gate)
        {
            long begun = Stopwatch.GetTimestamp();
            while (_expected > 0 && _patience - Stopwatch.GetElapsedTime(begun) is { Ticks: > 0 } left)
                Monitor.Wait(_gate, left);
            List<SharedRows> taken = [];
            foreach (SharedRows rows in _waiting)
                if (taken.Count == 0 || rows.Fits(taken[0]) && taken.Sum(other => other.Count) + rows.Count <= MostRows)
                    taken.Add(rows);
            _waiting.RemoveAll(taken.Contains);
            _planned = false;
            if (_waiting.Count > 0)
                Plan();
            return [.. taken];
        }
    }

    private void Compute(SharedRows[] taken)
    {
        if (taken.Length == 0)
            return;
        long begun = Stopwatch.GetTimestamp();
        Passes++;
        try
        {
            Tensor[] outputs = Together(taken);
            TimeSpan patience = Stopwatch.GetElapsedTime(begun) / 4;
            lock (_gate)
            {
                _patience = TimeSpan.FromTicks(Math.Clamp(patience.Ticks, s_shortest.Ticks, s_longest.Ticks));
                foreach (SharedRows rows in taken)
                    rows.Drawing.IsExpected = true;
                _expected += taken.Length;
            }
            for (int i = 0; i < taken.Length; i++)
                taken[i].Give(outputs[i]);
        }
        catch (Exception fault) when (taken.Length == 1)
        {
            taken[0].Fail(fault);
        }
        catch (Exception)
        {
            // the fault may be of one of them, or of their number
            foreach (SharedRows rows in taken)
                Compute([rows]);
        }
    }

    /// <summary>One pass for all rows, then a part of the output for each.</summary>
    private Tensor[] Together(SharedRows[] taken)
    {
        using IDisposable inference = inference_mode();
        using DisposeScope scope = NewDisposeScope();
        if (taken is [{ } only])
            return [model.Pass(only.X, only.Times, only.Condition).DetachFromDisposeScope()];
        using IDisposable inParts = BatchRows.InParts([.. taken.Select(part => part.Part)]);
        Tensor output = model.Pass(
            cat([.. taken.Select(part => part.X)], 0),
            cat([.. taken.Select(part => part.Times)], 0),
            taken.Select(part => part.Condition).Aggregate((all, next) => all.Then(next))
        );
        Tensor[] parts = output.split([.. taken.Select(part => part.Count)], 0);
        return [.. parts.Select(part => part.DetachFromDisposeScope())];
    }

    /// <inheritdoc/>
    public void Dispose() => _room.Dispose();
}
