using Hippogriff.Pipelines;
using Hippogriff.Studio.Configuration;

namespace Hippogriff.Studio.Jobs;

/// <summary>
/// The jobs that are drawn at present. Jobs of one model share the passes of its network
/// (<see cref="DiffusionPipeline.SharesPasses"/>); any other job is drawn alone. Thread-safe.
/// </summary>
/// <param name="cache">Knows which models can share.</param>
/// <param name="options">How many may be drawn at once.</param>
/// <param name="clock">Measures what each one had of the device.</param>
internal sealed class DrawingCompany(ModelCache cache, StudioOptions options, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly List<Seat> _seats = [];
    private long _changed; // when the last job came or left
    private TimeSpan _share; // what one job present all the time would have had of the device

    /// <summary>What it measures with.</summary>
    public TimeProvider Clock => clock;

    /// <summary>Whether a job may be drawn beside the others.</summary>
    public bool Admits(JobRequest order)
    {
        string? key = KeyOf(order);
        lock (_gate)
            return _seats.Count == 0
                || _seats.Count < options.DrawnAtOnce
                    && key is not null
                    && _seats.TrueForAll(seat => seat.Key == key && !seat.IsClosed);
    }

    /// <summary>A job begins; the seat is disposed at its end.</summary>
    public Seat Enter(JobRequest order)
    {
        string? key = KeyOf(order);
        lock (_gate)
        {
            Count();
            Seat seat = new(this, key, _share);
            _seats.Add(seat);
            return seat;
        }
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

    /// <summary>Jobs with the same key may be drawn together; null for one that is drawn alone.</summary>
    private string? KeyOf(JobRequest order)
    {
        if (options.DrawnAtOnce < 2 || order.Loras is { Count: > 0 })
            return null;
        try
        {
            return cache.Facts(order.Model).SharesPasses ? cache.NameOf(order.Model) : null;
        }
        catch (HippogriffException)
        {
            return null; // it fails on its own
        }
    }

    /// <summary>A job's place among those that are drawn.</summary>
    public sealed class Seat(DrawingCompany company, string? key, TimeSpan begun) : IDisposable
    {
        public string? Key => key;

        public TimeSpan Begun => begun;

        /// <summary>What the job had of the device until now.</summary>
        public TimeSpan Share => company.ShareOf(this);

        /// <summary>Nobody may join until the job has ended.</summary>
        public bool IsClosed { get; set; }

        public void Dispose() => company.Leave(this);
    }
}
