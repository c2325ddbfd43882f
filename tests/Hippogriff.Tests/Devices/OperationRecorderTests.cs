using System.Text;
using Hippogriff.Devices;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Devices;

public class OperationRecorderTests
{
    [Fact]
    public void Time_in_an_operation_is_without_what_it_calls_on_its_thread()
    {
        const string trace = """
            [
              { "name": "outer", "ph": "X", "ts": 10, "dur": 100, "tid": 1 },
              { "name": "inner", "ph": "X", "ts": 20, "dur": 30, "tid": 1 },
              { "name": "inner", "ph": "X", "ts": 60, "dur": 10, "tid": 1 },
              { "name": "outer", "ph": "X", "ts": 20, "dur": 5, "tid": 2 },
              { "name": "begun and never ended", "ph": "B", "ts": 20, "tid": 2 },
            ]
            """;
        RecordedOperation[] found = [.. OperationRecorder.Summed(Encoding.UTF8.GetBytes(trace)).OrderBy(o => o.Name)];
        Assert.Equal(["inner", "outer"], found.Select(o => o.Name));
        Assert.Equal([2, 2], found.Select(o => o.Calls));
        Assert.Equal(40e-6, found[0].Seconds, 1e-12);
        Assert.Equal(65e-6, found[1].Seconds, 1e-12);
    }

    [Fact]
    public void A_product_is_among_the_operations_of_its_recording()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere libtorch has no profiler for us.");
        using DisposeScope scope = NewDisposeScope();
        Tensor a = ones(8, 8);
        IReadOnlyList<RecordedOperation> found = OperationRecorder.Record(() => a.mm(a))!;
        Assert.Equal(1, found.Single(operation => operation.Name == "aten::mm").Calls);
    }
}
