using Hippogriff.Models;
using Hippogriff.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Golden.Tests.Networks;

/// <summary>A recorded network: its folder with config.json, weights and one file a call.</summary>
internal sealed record RecordedNetwork(string Name)
{
    private const double Outputs = 1e-5,
        Blocks = 2e-5;

    /// <summary>Recorded networks of a class of the reference, by its config.json.</summary>
    public static TheoryData<string> Of(params string[] classes) =>
        GoldenFolder.Has("networks")
            ?
            [
                .. Directory
                    .GetDirectories(GoldenFolder.At("networks"))
                    .Select(Path.GetFileName)
                    .OfType<string>()
                    .Where(name => GoldenFolder.Has("networks", name, "config.json"))
                    .Where(name => classes.Contains(ClassOf(name)))
                    .Order(),
            ]
            : [];

    /// <summary>Its config.json.</summary>
    public PublicConfig Config => new(GoldenFolder.Json("networks", Name, "config.json"), $"'{Name}/config.json'");

    /// <summary>Its calls by name: "" for the only one.</summary>
    public IReadOnlyList<string> Calls =>
        [
            .. Directory
                .GetFiles(GoldenFolder.At("networks", Name), "golden*.safetensors")
                .Select(path => Path.GetFileNameWithoutExtension(path)["golden".Length..].TrimStart('-'))
                .Order(),
        ];

    public GoldenTensors Call(string call) =>
        GoldenTensors.Of("networks", Name, call == "" ? "golden.safetensors" : $"golden-{call}.safetensors");

    /// <summary>
    /// Runs every recorded call on a network with the recorded weights. <paramref name="run"/> compares the outputs;
    /// the blocks are compared here. <paramref name="mayLack"/> is part of the paths that may have no block of ours.
    /// </summary>
    public void RequireEveryCall<T>(
        Func<T> build,
        Action<T, string, Support.GoldenTensors> run,
        WeightMap? map = null,
        string? mayLack = null
    )
        where T : nn.Module
    {
        foreach (string call in Calls)
        {
            using DisposeScope scope = NewDisposeScope();
            using T network = Loaded(build, map);
            using BlockRecorder blocks = new(network);
            using IDisposable noGradient = no_grad();
            run(network, call, Call(call));
            RequireBlocks(call, blocks);
            Assert.All(
                NotFound(call, blocks),
                path => Assert.True(mayLack is not null && path.Contains(mayLack), path)
            );
        }
    }

    /// <summary>A network with the recorded weights in float32, filled on the meta device.</summary>
    public T Loaded<T>(Func<T> build, WeightMap? map = null)
        where T : nn.Module
    {
        T network = FreshModule.OnMeta(build);
        using SafetensorsFile weights = SafetensorsFile.Open(GoldenFolder.At("networks", Name, "model.safetensors"));
        WeightLoader.Load(network, weights, new WeightLoading { Map = map ?? WeightMap.Same });
        network.eval();
        return network;
    }

    /// <summary>Compares an output, relative to its largest magnitude.</summary>
    public void RequireOutput(string call, string output, Tensor found)
    {
        using Tensor recorded = Call(call)[output];
        Require(recorded, found, Outputs, $"{Name} {call} {output}");
    }

    /// <summary>Compares every recorded block of the network, as a picture or as its tokens.</summary>
    /// <returns>The number of blocks compared.</returns>
    public int RequireBlocks(string call, BlockRecorder blocks)
    {
        int count = 0;
        foreach (string name in Call(call).Names.Where(name => name.StartsWith("block.", StringComparison.Ordinal)))
        {
            if (Find(blocks, name["block.".Length..]) is not { } found)
                continue;
            using Tensor recorded = Call(call)[name];
            using Tensor tokens = Alike(recorded, found);
            Require(tokens, found, Blocks, $"{Name} {call} {name}");
            count++;
        }
        return count;
    }

    /// <summary>Recorded blocks that have no module of their own here, such as the waves of the time.</summary>
    public IReadOnlyList<string> NotFound(string call, BlockRecorder blocks) =>
        [
            .. Call(call)
                .Names.Where(name => name.StartsWith("block.", StringComparison.Ordinal))
                .Select(name => name["block.".Length..])
                .Where(name => Find(blocks, name) is null),
        ];

    private static Tensor? Find(BlockRecorder blocks, string path) =>
        blocks.Found.GetValueOrDefault(path)
        ?? (path.EndsWith(".0", StringComparison.Ordinal) ? blocks.Found.GetValueOrDefault(path[..^2]) : null);

    /// <summary>A recorded picture [1, C, H, W] as tokens [1, H W, C], if our module gives those.</summary>
    private static Tensor Alike(Tensor recorded, Tensor found) =>
        recorded.dim() == 4 && found.dim() == 3 ? recorded.flatten(2).transpose(1, 2).contiguous() : recorded.alias();

    private static void Require(Tensor recorded, Tensor found, double tolerance, string what)
    {
        using DisposeScope scope = NewDisposeScope();
        Assert.True(
            recorded.shape.SequenceEqual(found.shape),
            $"{what}: [{string.Join(", ", found.shape)}] instead of [{string.Join(", ", recorded.shape)}]"
        );
        Tensor expected = recorded.to(ScalarType.Float64);
        double largest = expected.abs().max().item<double>(),
            off = (expected - found.to(ScalarType.Float64)).abs().max().item<double>();
        Assert.True(off <= tolerance * largest, $"{what}: off by {off / largest:g3}, {tolerance:g3} is allowed");
    }

    private static string? ClassOf(string name) =>
        GoldenFolder.Json("networks", name, "config.json").TryGetProperty("_class_name", out var text)
            ? text.GetString()
            : null;
}
