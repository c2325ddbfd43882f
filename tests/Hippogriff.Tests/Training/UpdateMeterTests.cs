using Hippogriff.Training.Loop;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Training;

public class UpdateMeterTests
{
    [Fact]
    public void A_session_that_waits_half_of_each_update_says_a_half()
    {
        UpdateMeter meter = new(ScalarType.Float32, CPU);
        for (int i = 0; i < 200; i++)
            meter.Add(new(Pictures: 8, Flops: 0, Seconds: 2, Waited: 1));
        Assert.Equal(0.5, meter.Waited, 0.001);
    }

    [Fact]
    public void Without_known_work_there_is_no_share_of_the_peak()
    {
        UpdateMeter meter = new(ScalarType.Float32, CPU);
        meter.Add(new(Pictures: 8, Flops: 0, Seconds: 100, Waited: 0));
        Assert.Null(meter.PeakShare);
    }

    [Fact]
    public void Twice_the_work_in_the_same_time_is_twice_the_share_and_the_peak_is_measured_once()
    {
        UpdateMeter meter = new(ScalarType.Float32, CPU);
        meter.Add(new(Pictures: 8, Flops: 1e9, Seconds: 10, Waited: 0));
        double once = meter.PeakShare!.Value;
        Assert.True(once > 0);
        for (int i = 0; i < 500; i++)
            meter.Add(new(Pictures: 8, Flops: 2e9, Seconds: 10, Waited: 0));
        Assert.Equal(2 * once, meter.PeakShare!.Value, 1e-6 * once);
    }
}
