using Hippogriff.Training.Throughput;
using static TorchSharp.torch;

namespace Hippogriff.Training.Loop;

/// <summary>What an update was.</summary>
/// <param name="Pictures">Pictures of all workers.</param>
/// <param name="Flops">Floating-point operations of this worker; 0 where they are not known.</param>
/// <param name="Seconds">Its time.</param>
/// <param name="Waited">Seconds of these that waited for the batch.</param>
internal readonly record struct MeteredUpdate(long Pictures, double Flops, double Seconds, double Waited);

/// <summary>
/// What share of the machine's peak the updates of a session reach, and what share of their time waits for batches.
/// The peak counts multiply-adds in the network's type, of the threads that libtorch uses. It is asked for after some
/// seconds of training.
/// </summary>
/// <param name="type">Data type of the network.</param>
/// <param name="device">Its device.</param>
internal sealed class UpdateMeter(ScalarType type, Device device)
{
    private const double Kept = 0.95,
        SecondsBefore = 5;
    private double _seconds,
        _rate, // smoothed FLOP/s
        _peak;

    /// <summary>Smoothed share of the peak; null before it is known.</summary>
    public double? PeakShare => _peak > 0 ? _rate / _peak : null;

    /// <summary>Smoothed share of an update's time that waited for its batch, 0 to 1.</summary>
    public double Waited { get; private set; }

    /// <summary>Smoothed pictures a second, of all workers.</summary>
    public double Speed { get; private set; }

    /// <summary>Adds an update.</summary>
    public void Add(MeteredUpdate update)
    {
        (long pictures, double flops, double seconds, double waited) = update;
        _rate = Smooth(_rate, flops / seconds);
        Speed = Smooth(Speed, pictures / seconds);
        Waited = Kept * Waited + (1 - Kept) * Math.Min(1, waited / seconds);
        _seconds += seconds;
        if (_peak == 0 && flops > 0 && _seconds > SecondsBefore && device.type == TorchSharp.DeviceType.CPU)
            _peak =
                FmaPeak.Known(Math.Min(get_num_threads(), Environment.ProcessorCount))
                * 1e9
                * FmaPeak.TimesFloat32(type);
    }

    private double Smooth(double before, double now) => _seconds == 0 ? now : Kept * before + (1 - Kept) * now;
}
