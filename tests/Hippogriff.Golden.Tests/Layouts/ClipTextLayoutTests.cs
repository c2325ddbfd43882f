using System.Text.Json;
using Hippogriff.Models;
using Hippogriff.Models.ClipText;
using Hippogriff.Weights;

namespace Hippogriff.Golden.Tests.Layouts;

/// <summary>Text encoders in public files at full size: found, built without numbers, every tensor mapped.</summary>
public class ClipTextLayoutTests
{
    private const string MapEnding = ".map.json.gz",
        ListEnding = ".json.gz";

    /// <summary>Component in the recordings, width of its vectors.</summary>
    private static readonly Dictionary<string, int> s_components = new()
    {
        ["clip-l.text_encoder"] = 768,
        ["openclip-h.text_encoder"] = 1024,
        ["openclip-bigg.text_encoder"] = 1280,
    };

    [Fact]
    public void Every_tensor_of_an_encoder_comes_from_the_recorded_one()
    {
        List<string> wrong = [];
        foreach (string name in ListedWeights.Names("maps", MapEnding))
        {
            JsonElement map = ListedWeights.Unpacked("maps", name + MapEnding);
            foreach (JsonProperty component in map.GetProperty("components").EnumerateObject())
                if (s_components.TryGetValue(component.Name, out int width))
                    Compare(wrong, new ListedWeights(map.Text("list")), width, component.Value.GetProperty("tensors"));
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Take(20)));
    }

    [Fact]
    public void Every_encoder_of_a_file_is_found_and_takes_its_whole_part_of_the_file()
    {
        List<string> wrong = [];
        foreach (string list in ListedWeights.Names("lists", ListEnding))
        {
            ListedWeights file = new(list);
            IReadOnlyList<string> prefixes = ClipTextNames.PrefixesIn(file.ByName.Keys);
            int expected = file.ByName.Keys.Count(name =>
                name.EndsWith("token_embedding.weight", StringComparison.Ordinal)
            );
            if (prefixes.Count != expected)
                wrong.Add($"{list}: {prefixes.Count} encoders instead of {expected}");
            foreach (string prefix in prefixes)
                TakeWhole(wrong, file, prefix);
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Take(20)));
    }

    private static void Compare(List<string> wrong, ListedWeights file, int width, JsonElement expected)
    {
        (string prefix, ClipTextConfig config) = ClipTextNames
            .PrefixesIn(file.ByName.Keys)
            .Select(prefix => (prefix, ClipTextConfig.FromShapes(file, prefix)))
            .Single(found => found.Item2.Width == width);
        Dictionary<string, JsonElement> tensors = expected
            .EnumerateObject()
            .ToDictionary(tensor => tensor.Name.Replace("text_model.", ""), tensor => tensor.Value);
        config = config with
        {
            Layers = tensors.Keys.Count(name => name.EndsWith(".layer_norm1.weight", StringComparison.Ordinal)),
            Projection = tensors.ContainsKey("text_projection.weight") ? config.Projection : null,
        };
        WeightMap map = ClipTextNames.Find(file.ByName.Keys, prefix).MapFor(config);
        using ClipTextEncoder network = FreshModule.OnMeta(() => new ClipTextEncoder(config));
        Dictionary<string, TorchSharp.torch.Tensor> own = network.state_dict();
        if (!own.Keys.Order().SequenceEqual(tensors.Keys.Order()))
            wrong.Add($"{file.Path}: other tensors: {string.Join(' ', own.Keys.Except(tensors.Keys).Take(3))}");
        foreach ((string target, JsonElement operation) in tensors)
        {
            WeightExpression expression = map.ExpressionOf(target);
            if (expression.Sources.Single() != operation[1].GetString() || !Fits(file, expression, own[target].shape))
                wrong.Add($"{file.Path}: {target} from {expression} instead of {operation.GetRawText()}");
        }
    }

    private static void TakeWhole(List<string> wrong, ListedWeights file, string prefix)
    {
        ClipTextConfig config = ClipTextConfig.FromShapes(file, prefix);
        WeightMap map = ClipTextNames.Find(file.ByName.Keys, prefix).MapFor(config);
        using ClipTextEncoder network = FreshModule.OnMeta(() => new ClipTextEncoder(config));
        HashSet<string> used = [];
        foreach ((string target, TorchSharp.torch.Tensor tensor) in network.state_dict())
        {
            WeightExpression expression = map.ExpressionOf(target);
            used.UnionWith(expression.Sources);
            if (!expression.Sources.All(file.ByName.ContainsKey) || !Fits(file, expression, tensor.shape))
                wrong.Add($"{file.Path}: {target} does not fit {expression}");
        }
        foreach (string name in file.ByName.Keys.Where(name => !used.Contains(name) && !map.MayBeLeft(name)))
            wrong.Add($"{file.Path}: {name} is left over");
    }

    private static bool Fits(ListedWeights file, WeightExpression expression, long[] wanted) =>
        expression.Shape(name => [.. file.ByName[name].Shape], wanted)?.SequenceEqual(wanted) == true;
}
