using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using TorchSharp;

namespace Hippogriff.Devices;

/// <summary>One kind of libtorch's operations while they were recorded.</summary>
/// <param name="Name">Its name, such as <c>aten::mkldnn_convolution</c>.</param>
/// <param name="Calls">How often it ran.</param>
/// <param name="Seconds">Time in it, without the operations that it called.</param>
public sealed record RecordedOperation(string Name, int Calls, double Seconds);

/// <summary>
/// Records which operations libtorch computes, and how long each takes, by the profiler that it exports
/// (<c>torch::autograd::profiler::RecordProfile</c>). Nothing is slower while nothing is recorded.
/// </summary>
public static class OperationRecorder
{
    private const string Begin =
        "_ZN5torch8autograd8profiler13RecordProfileC1ERKNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEE";

    private const string End = "_ZN5torch8autograd8profiler13RecordProfileD1Ev";

    private const int Room = 256; // bytes of the object, which has two pointers

    private delegate void BeginRecording(nint recorder, nint file);

    private delegate void EndRecording(nint recorder);

    /// <summary>Does some work and returns its operations; null where this libtorch has no profiler for us.</summary>
    public static IReadOnlyList<RecordedOperation>? Record(Action work)
    {
        NativeRuntime.EnsureLoaded();
        nint library = NativeLibrary.Load(NativeRuntime.Shim, typeof(torch).Assembly, null);
        if (
            !OperatingSystem.IsLinux()
            || !NativeLibrary.TryGetExport(library, Begin, out nint begin)
            || !NativeLibrary.TryGetExport(library, End, out nint end)
        )
        {
            work();
            return null;
        }
        string folder = Directory.CreateTempSubdirectory("hippogriff-operations-").FullName;
        try
        {
            string file = Path.Combine(folder, "operations.json");
            nint recorder = Marshal.AllocHGlobal(Room);
            Marshal.Copy(new byte[Room], 0, recorder, Room);
            WithString(file, text => Marshal.GetDelegateForFunctionPointer<BeginRecording>(begin)(recorder, text));
            try
            {
                work();
            }
            finally
            {
                Marshal.GetDelegateForFunctionPointer<EndRecording>(end)(recorder);
                Marshal.FreeHGlobal(recorder);
            }
            return Summed(File.ReadAllBytes(file));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>A <c>std::string</c> as libstdc++ lays it out: address, length, and room for a short text.</summary>
    private static void WithString(string text, Action<nint> use)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text + '\0');
        nint letters = Marshal.AllocHGlobal(bytes.Length),
            value = Marshal.AllocHGlobal(4 * nint.Size);
        Marshal.Copy(bytes, 0, letters, bytes.Length);
        Marshal.Copy([letters, bytes.Length - 1, bytes.Length - 1, 0], 0, value, 4);
        use(value);
        Marshal.FreeHGlobal(value);
        Marshal.FreeHGlobal(letters);
    }

    /// <summary>
    /// Sums of events of the Trace Event Format. An event contains those of its thread that begin and end within it.
    /// </summary>
    internal static IReadOnlyList<RecordedOperation> Summed(ReadOnlyMemory<byte> json)
    {
        using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowTrailingCommas = true });
        Dictionary<string, (int Calls, double Seconds)> sums = [];
        foreach (IGrouping<long, Event> thread in Events(document.RootElement).GroupBy(e => e.Thread))
        {
            Stack<Event> open = new();
            foreach (Event one in thread.OrderBy(e => e.From).ThenByDescending(e => e.Length))
            {
                while (open.Count > 0 && open.Peek().To <= one.From)
                    open.Pop();
                if (open.Count > 0)
                    Add(open.Peek().Name, 0, -one.Length);
                Add(one.Name, 1, one.Length);
                open.Push(one);
            }
        }
        return [.. sums.Select(s => new RecordedOperation(s.Key, s.Value.Calls, s.Value.Seconds))];

        void Add(string name, int calls, double microseconds)
        {
            (int Calls, double Seconds) sum = sums.GetValueOrDefault(name);
            sums[name] = (sum.Calls + calls, sum.Seconds + microseconds / 1e6);
        }
    }

    private static IEnumerable<Event> Events(JsonElement all) =>
        all.EnumerateArray()
            .Where(e => e.TryGetProperty("dur", out _))
            .Select(e => new Event(
                e.GetProperty("tid").GetInt64(),
                e.GetProperty("ts").GetDouble(),
                e.GetProperty("dur").GetDouble(),
                e.GetProperty("name").GetString() ?? ""
            ));

    /// <summary>An operation on a thread; times in microseconds.</summary>
    private readonly record struct Event(long Thread, double From, double Length, string Name)
    {
        public double To => From + Length;
    }
}
