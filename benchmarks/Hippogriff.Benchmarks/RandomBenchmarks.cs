using System.Diagnostics;
using Hippogriff.Conditioning;
using Hippogriff.Latents;
using Hippogriff.Models;
using Hippogriff.Models.KlVae;
using Hippogriff.Models.Layers;
using Hippogriff.Models.UNet2D;
using Hippogriff.Pipelines.Checkpoints;
using Hippogriff.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Benchmarks;

/// <summary>A public checkpoint in full size: a step, decoding, loading, the whole command and its memory.</summary>
internal static class RandomBenchmarks
{
    private const int Cells = 64; // of a latent: 512 pixels
    private const int Words = 77;
    private static readonly (string Name, ScalarType Type)[] s_types =
    [
        ("float32", ScalarType.Float32),
        ("bfloat16", ScalarType.BFloat16),
    ];

    /// <summary>Measures a named kind.</summary>
    /// <exception cref="HippogriffException">There is no such kind.</exception>
    public static (object Model, List<ResultRow> Rows) Measure(string name, Arguments wanted)
    {
        if (!RandomCheckpoint.Names.Contains(name))
            throw new HippogriffException(
                $"There is no random network '{name}'; there are {string.Join(", ", RandomCheckpoint.Names)}."
            );
        Console.WriteLine($"Writing {name} with random weights ...");
        using RandomCheckpoint random = new(name);
        int runs = wanted.Quick ? 2 : 5;
        List<ResultRow> rows = [];
        foreach ((string typeName, ScalarType type) in s_types)
        {
            if (random.IsWhole)
                Add($"{name}: step, {typeName}", () => Steps(random, type, typeName, runs));
            Add($"{name}: decoding, {typeName}", () => Decoding(random, type, typeName, runs));
            if (random.IsWhole)
                Add($"{name}: whole process, {typeName}", () => Process(random, typeName));
        }
        if (random.IsWhole)
            Add($"{name}: loading", () => Loading(random, runs));
        return (new { Name = name }, rows);

        void Add(string what, Func<IEnumerable<ResultRow>> measure)
        {
            if (!wanted.Includes(what))
                return;
            Console.Error.WriteLine($"  {what}");
            rows.AddRange(measure());
        }
    }

    private static IEnumerable<ResultRow> Process(RandomCheckpoint random, string typeName) =>
        WholeProcess.Measure(
            random.Folder,
            1,
            $"{random.Name}: whole process, one step, {typeName}",
            "--steps",
            "1",
            "--type",
            typeName
        );

    private static IEnumerable<ResultRow> Steps(RandomCheckpoint random, ScalarType type, string typeName, int runs)
    {
        using IDisposable inference = inference_mode();
        using ConditionalUNet network = (ConditionalUNet)Loaded(PublicParts.UNetOf(random.Model), type);
        double flops = network.FlopsPerPass(Cells, Cells);
        List<ResultRow> rows = [];
        foreach ((string name, int batch) in new[] { ("with guidance", 2), ("without guidance", 1) })
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor x = randn(batch, 4, Cells, Cells).to(type),
                time = full([batch], HeldScalar.Held(500.0), dtype: ScalarType.Float32),
                words = randn(batch, Words, random.TextWidth).to(type);
            rows.AddRange(
                Timed(
                    $"{random.Name}: step {name}, {typeName}",
                    batch * flops,
                    runs,
                    network,
                    () => network.call(x, time, new Condition(words, null))
                )
            );
        }
        return rows;
    }

    private static List<ResultRow> Decoding(RandomCheckpoint random, ScalarType type, string typeName, int runs)
    {
        using IDisposable inference = inference_mode();
        PublicPart part = PublicParts.VaeOf(random.Model);
        nn.Module network = Loaded(part, type);
        using ILatentCodec codec = part.CodecOf(network);
        using Tensor latents = randn(1, 4, Cells, Cells);
        double flops = part.Config is KlAutoencoderConfig { Widths: var widths } // its attention
            ? 4.0 * Cells * Cells * Cells * Cells * widths[^1]
            : 0;
        using (LayerWork work = new(network))
        {
            codec.Decode(latents).Dispose();
            flops += work.Convolutions.Flops + work.Products.Flops;
        }
        return Timed($"{random.Name}: decoding, {typeName}", flops, runs, network, () => codec.Decode(latents));
    }

    private static nn.Module Loaded(PublicPart part, ScalarType type)
    {
        using WeightFiles files = WeightFiles.Open(part.Part.Find());
        nn.Module network = FreshModule.OnMeta(part.Part.Build);
        WeightLoader.Load(
            network,
            files,
            new WeightLoading
            {
                Type = type,
                Map = part.Part.Map,
                Make = ConvolutionLayout.Empty,
                CheckNumbers = false,
            }
        );
        network.eval();
        return network;
    }

    /// <summary>The times of some runs, and how much of one are convolutions, products and attention.</summary>
    private static List<ResultRow> Timed(string name, double flops, int runs, nn.Module network, Func<Tensor> run)
    {
        List<(double Seconds, double Busy)> times = [];
        for (int i = 0; i <= runs; i++)
        {
            double busy = Environment.CpuUsage.TotalTime.TotalSeconds;
            long from = Stopwatch.GetTimestamp();
            using (NewDisposeScope())
                run();
            if (i > 0) // the first one compiles
                times.Add(
                    (Stopwatch.GetElapsedTime(from).TotalSeconds, Environment.CpuUsage.TotalTime.TotalSeconds - busy)
                );
        }
        using ProductsClock clock = new(network);
        using (NewDisposeScope())
            run();
        times.Sort();
        return
        [
            new ResultRow(
                name,
                times[times.Count / 2].Seconds,
                times[0].Seconds,
                flops,
                ProcessorSeconds: times.Min(time => time.Busy)
            ),
            new ResultRow($"{name}, of it products", clock.Seconds, clock.Seconds, flops),
        ];
    }

    private static List<ResultRow> Loading(RandomCheckpoint random, int runs)
    {
        double[] read = new double[runs],
            loaded = new double[runs];
        for (int i = 0; i < runs; i++)
        {
            read[i] = Seconds(() => random.Weights.ToList().ForEach(Read));
            loaded[i] = Seconds(() => CheckpointLoader.Load(random.Folder).Dispose());
        }
        Array.Sort(read);
        Array.Sort(loaded);
        double bytes = random.Weights.Sum(file => new FileInfo(file).Length);
        string size = FormattableString.Invariant($"{bytes / 1e9:0.0} GB");
        return
        [
            new ResultRow($"{random.Name}: reading {size}", read[runs / 2], read[0]),
            new ResultRow($"{random.Name}: loading {size} as float32", loaded[runs / 2], loaded[0]),
        ];

        static double Seconds(Action work)
        {
            long from = Stopwatch.GetTimestamp();
            work();
            return Stopwatch.GetElapsedTime(from).TotalSeconds;
        }
    }

    private static void Read(string path)
    {
        using Microsoft.Win32.SafeHandles.SafeFileHandle handle = File.OpenHandle(path);
        byte[] buffer = new byte[1 << 22];
        long at = 0;
        while (RandomAccess.Read(handle, buffer, at) is var read and > 0)
            at += read;
    }
}
