using System.Diagnostics;
using System.Runtime.InteropServices;
using Hippogriff.Cli.Hosting;
using Hippogriff.Conditioning;
using Hippogriff.Devices;
using Hippogriff.Files;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Models.Layers;
using Hippogriff.Pipelines;
using Hippogriff.Training.Throughput;
using Hippogriff.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Cli.Commands.Machine;

/// <summary>Measures the way to one picture, passes of the denoiser, and an update of its training.</summary>
/// <param name="host">The clock.</param>
/// <param name="readLine">Reads a command line.</param>
internal sealed class Timings(CommandHost host, Action readLine)
{
    private static readonly string[] s_natives =
    [
        "libgomp",
        "libc10",
        "libtorch_cpu",
        "libtorch",
        "libLibTorchSharp",
        "libSkiaSharp",
    ];

    private readonly List<TimedStage> _stages = [];

    /// <summary>Measures all of it. Nothing of libtorch may be loaded yet.</summary>
    public TimingsReport Collect()
    {
        using Process self = Process.GetCurrentProcess();
        _stages.Add(new TimedStage("runtime start", (host.Clock.GetLocalNow() - self.StartTime).TotalSeconds));
        List<TimedNative> natives = [.. LoadNatives()];
        Time("libtorch's first operation", NativeRuntime.EnsureLoaded);
        Time("command line", readLine);
        MachineLimits limits = new(
            FmaPeak.Measure(threads: get_num_threads()) * 1e9,
            MemoryPeak.Measure(get_num_threads())
        );
        string folder = ModelFolder.Find(null).Path;
        NetworkModel? loaded = null;
        Time("model", () => loaded = PipelineLoader.Load(folder));
        using NetworkModel model = loaded!;
        List<TimedPass> passes = [];
        List<TimedOperations> operations = [];
        using (inference_mode())
        using (NewDisposeScope())
        {
            TimedPass drawing = Draw(model, limits);
            passes.AddRange([Pass(model, 1, limits), drawing, Pass(model, 16, limits)]);
            operations.Add(Operations(model, drawing, limits));
        }
        operations.Add(new UpdateTimings(folder, limits).Measure());
        return new TimingsReport(
            CpuInfo.Read().Name,
            MachineReport.Version(),
            get_num_threads(),
            NativeRuntime.OneDnn.On,
            limits.Flops,
            limits.Bytes,
            model.Name,
            natives,
            _stages,
            passes,
            operations
        );
    }

    private void Time(string name, Action work) => _stages.Add(new TimedStage(name, OperationTable.Once(work)));

    /// <summary>Loads the libraries beside the program one by one, where they are called as on Linux.</summary>
    private static IEnumerable<TimedNative> LoadNatives() =>
        from name in s_natives
        let file = Directory.EnumerateFiles(AppContext.BaseDirectory, $"{name}*.so*").Order().FirstOrDefault(Is(name))
        where file is not null
        let seconds = OperationTable.Once(() => NativeLibrary.Load(file))
        select new TimedNative(Path.GetFileName(file), new FileInfo(file).Length, seconds);

    private static Func<string, bool> Is(string name) =>
        file => Path.GetFileName(file)[name.Length..] is ['.' or '-', ..];

    /// <summary>The steps of one picture, each alone; returns its later passes.</summary>
    private TimedPass Draw(NetworkModel model, MachineLimits limits)
    {
        (Tensor noisy, Tensor time, Condition words) = Input(model, 2);
        Time("words", () => Words(model, 1));
        Time("first pass, batch 2", () => model.Network.Denoiser.call(noisy, time, words).Dispose());
        TimedPass later = Pass(model, 2, limits);
        _stages.Add(new TimedStage("later pass, batch 2", later.Seconds));
        Tensor pixels = zeros(1);
        Time("decoding", () => pixels = model.Decode(noisy.narrow(0, 0, 1)));
        RgbImage image = ImageTensor.ToImages(pixels)[0];
        byte[] file = [];
        Time("encoding", () => file = PngFile.Encode(image));
        string folder = Directory.CreateTempSubdirectory("hippogriff-timings-").FullName;
        Time("writing", () => AtomicFile.Write(Path.Combine(folder, "picture.png"), file));
        Directory.Delete(folder, recursive: true);
        return later;
    }

    private static TimedPass Pass(NetworkModel model, int batch, MachineLimits limits)
    {
        (Tensor noisy, Tensor time, Condition words) = Input(model, batch);
        double seconds = OperationTable.Best(() => model.Network.Denoiser.call(noisy, time, words).Dispose(), 6),
            flops = batch * model.Network.Denoiser.FlopsPerPass((int)noisy.shape[2], (int)noisy.shape[3]);
        return new TimedPass(batch, seconds, flops / seconds / limits.Flops);
    }

    private static TimedOperations Operations(NetworkModel model, TimedPass pass, MachineLimits limits)
    {
        (Tensor noisy, Tensor time, Condition words) = Input(model, pass.Batch);
        using LayerWork work = new(model.Network.Denoiser);
        model.Network.Denoiser.call(noisy, time, words).Dispose();
        (WorkOfKind convolutions, WorkOfKind products) = (work.Convolutions, work.Products);
        return OperationTable.Of(
            $"denoiser pass, batch {pass.Batch}",
            () => model.Network.Denoiser.call(noisy, time, words).Dispose(),
            pass.Seconds,
            convolutions,
            products,
            limits
        );
    }

    private static (Tensor Noisy, Tensor Time, Condition Words) Input(NetworkModel model, int batch)
    {
        using Generator random = new(1, CPU);
        Tensor noisy = randn(
            [batch, .. model.ShapeFor(model.Defaults.Width, model.Defaults.Height)],
            generator: random
        );
        return (noisy, full([batch], HeldScalar.Held(0.5f)), Words(model, batch));
    }

    private static Condition Words(NetworkModel model, int batch) =>
        model.Network.TextEncoder.call(
            model.Vocabulary.Encode([.. Enumerable.Repeat("a cat", batch)], model.Network.TextEncoder.Config.Length)
        );
}
