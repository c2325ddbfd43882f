using Hippogriff.Pipelines;
using Hippogriff.Studio.Configuration;

namespace Hippogriff.Studio.Jobs;

/// <summary>
/// The jobs that are drawn at present. Jobs of one model share the passes of its network
/// (<see cref="DiffusionPipeline.SharesPasses"/>); any other job is drawn alone. Thread-safe.
/// </summary>
/// <param name="cache">Knows which models can share.</param>
/// <param name="memory">Whether there is room for all of them.</param>
/// <param name="options">How many may be drawn at once.</param>
/// <param name="clock">Measures what each one had of the device.</param>
internal sealed class DrawingCompany(ModelCache cache, DrawingMemory memory, StudioOptions options, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly List<Seat> _seats = [];
    private long _changed; // when the last job came or left
    private TimeSpan _share; // what one job present all the time would have had of the device

    /// <summary>What it measures with.</summary>
    public TimeProvider Clock => clock;

    /// <summary>Whether a job may be drawn beside the others.</summary>
    /// <param name="order">What it asks for.</param>
    /// <param name="alone">Whether it must be drawn alone, because a server crashed while it was drawn.</param>
    public bool Admits(JobRequest order, bool alone = false)
    {
        if (alone)
            return IsEmpty();
        ModelFacts? shared = SharedBy(order);
        lock (_gate)
            return _seats.Count == 0
                || _seats.Count < options.DrawnAtOnce
                    && shared is not null
                    && _seats.TrueForAll(seat => seat.Model == shared.Name && seat.IsOpen)
                    // passes of many rows take more; a job that must wait for room is drawn alone
                    && memory.Holds([.. _seats.Select(seat => seat.Order), order], shared);
    }

    /// <summary>A job begins; the seat is disposed at its end.</summary>
    /// <param name="order">What it asks for.</param>
    /// <param name="alone">Whether nobody may join it.</param>
    public Seat Enter(JobRequest order, bool alone = false)
    {
        string? model = alone ? null : SharedBy(order)?.Name;
        lock (_gate)
        {
            Count();
            Seat seat = new(this, order, model, _share);
            _seats.Add(seat);
            return seat;
        }
    }

    private bool IsEmpty()
    {
        lock (_gate)
            return _seats.Count == 0;
    }

    /// <summary>What a job had of the device since it began: time with n jobs counts 1/n.</summary>
    private TimeSpan ShareOf(Seat seat)
    {
        lock (_gate)
        {
            Count();
            return _share - seat.Begun;
        }
    }

    private void Leave(Seat seat)
    {
        lock (_gate)
        {
            Count();
            _seats.Remove(seat);
        }
    }

    private void Count()
    {
        long now = clock.GetTimestamp();
        if (_seats.Count > 0)
            _share += clock.GetElapsedTime(_changed, now) / _seats.Count;
        _changed = now;
    }

    /// <summary>The model whose passes a job can share with others; null if it is drawn alone.</summary>
    private ModelFacts? SharedBy(JobRequest order)
    {
        if (options.DrawnAtOnce < 2 || order.Loras is { Count: > 0 })
            return null;
        try
        {
            ModelFacts facts = cache.Facts(order.Model);
            return facts.SharesPasses ? facts : null;
        }
        catch (HippogriffException)
        {
            return null; // it fails on its own
        }
    }

    /// <summary>A job's place among those that are drawn.</summary>
    public sealed class Seat(DrawingCompany company, JobRequest order, string? model, TimeSpan begun) : IDisposable
    {
        public JobRequest Order => order;

        /// <summary>Name of the model whose passes it shares; null for none.</summary>
        public string? Model => model;

        public TimeSpan Begun => begun;

        /// <summary>What the job had of the device until now.</summary>
        public TimeSpan Share => company.ShareOf(this);

        /// <summary>
        /// Whether others may join. Not before the model is loaded: what it takes is seen in the free memory then.
        /// </summary>
        public bool IsOpen { get; set; }

        public void Dispose() => company.Leave(this);
    }
}
