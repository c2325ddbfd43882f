using System.Text.Json;
using Hippogriff.Models;
using Hippogriff.Models.ClipText;
using Hippogriff.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Golden.Tests.Networks;

/// <summary>CLIP's text encoders, block by block.</summary>
public class ClipTextGoldenTests
{
    private const double Outputs = 1e-5,
        Blocks = 2e-5;

    public static TheoryData<string> Networks =>
        [
            .. Directory
                .GetDirectories(GoldenFolder.At("networks"))
                .Where(folder => File.Exists(Path.Combine(folder, "config.json")))
                .Select(folder => Path.GetFileName(folder))
                .Where(name => ClassOf(name)?.StartsWith("CLIPTextModel", StringComparison.Ordinal) == true)
                .Order(),
        ];

    private static string? ClassOf(string name) =>
        GoldenFolder.Json("networks", name, "config.json").TryGetProperty("architectures", out JsonElement kinds)
            ? kinds[0].GetString()
            : null;

    [Theory]
    [MemberData(nameof(Networks))]
    public void Outputs_and_blocks_are_those_of_the_reference(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        using ClipTextEncoder network = Load(GoldenFolder.At("networks", name));
        GoldenTensors golden = GoldenTensors.Of("networks", name, "golden.safetensors");
        using IDisposable noGradient = no_grad();
        ClipTextOutput output = network.call(golden["in.input_ids"]);
        Near.Require(golden["out.last_hidden_state"], output.Last, Outputs, "last_hidden_state");
        for (int i = 0; i < output.Hidden.Count; i++)
            Near.Require(golden[$"out.hidden_states.{i}"], output.Hidden[i], Outputs, $"hidden_states.{i}");
        for (int i = 1; i < output.Hidden.Count; i++)
            Near.Require(
                golden[$"block.text_model.encoder.layers.{i - 1}"],
                output.Hidden[i].narrow(0, 0, 1),
                Blocks,
                $"layer {i - 1}"
            );
        if (golden.Has("out.pooler_output"))
            Near.Require(golden["out.pooler_output"], output.Pooled, Outputs, "pooler_output");
        Assert.Equal(golden.Has("out.text_embeds"), output.Projected is not null);
        if (output.Projected is not null)
            Near.Require(golden["out.text_embeds"], output.Projected, Outputs, "text_embeds");
    }

    /// <summary>A network from a folder of the form config.json and model.safetensors.</summary>
    internal static ClipTextEncoder Load(string folder)
    {
        using JsonDocument config = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "config.json")));
        return Load(
            ClipTextConfig.Read(config.RootElement, "'config.json'"),
            Path.Combine(folder, "model.safetensors")
        );
    }

    /// <summary>A network from one file, built on the meta device and widened to float32.</summary>
    internal static ClipTextEncoder Load(ClipTextConfig config, string path, string prefix = "")
    {
        using SafetensorsFile file = SafetensorsFile.Open(path);
        ClipTextEncoder network = FreshModule.OnMeta(() => new ClipTextEncoder(config));
        WeightLoader.Load(
            network,
            file,
            new WeightLoading
            {
                Map = ClipTextNames.Find(file.ByName.Keys, prefix).MapFor(config),
                Type = ScalarType.Float32,
            }
        );
        network.eval();
        return network;
    }
}
