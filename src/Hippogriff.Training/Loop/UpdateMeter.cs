using Hippogriff.Training.Throughput;
using static TorchSharp.torch;

namespace Hippogriff.Training.Loop;

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

    /// <summary>Adds an update.</summary>
    /// <param name="flops">Its floating-point operations; 0 where they are not known.</param>
    /// <param name="seconds">Its time.</param>
    /// <param name="waited">Seconds of these that waited for the batch.</param>
    public void Add(double flops, double seconds, double waited)
    {
        double now = flops / seconds;
        _rate = _seconds == 0 ? now : Kept * _rate + (1 - Kept) * now;
        Waited = Kept * Waited + (1 - Kept) * Math.Min(1, waited / seconds);
        _seconds += seconds;
        if (_peak == 0 && flops > 0 && _seconds > SecondsBefore && device.type == TorchSharp.DeviceType.CPU)
            _peak =
                FmaPeak.Known(Math.Min(get_num_threads(), Environment.ProcessorCount))
                * 1e9
                * FmaPeak.TimesFloat32(type);
    }
}
