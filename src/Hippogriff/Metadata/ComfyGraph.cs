using System.Globalization;
using System.Text.Json;

namespace Hippogriff.Metadata;

/// <summary>
/// Reads the graph that ComfyUI writes into its pictures: an object of nodes with a class and inputs. An input is a
/// value or a link to another node (<c>["6", 0]</c>). The settings come from the sampler node and the nodes that it
/// links to. A workflow of its editor is read as a graph (<see cref="ComfyWorkflow"/>).
/// </summary>
internal sealed class ComfyGraph
{
    private const string Class = "class_type";
    private const int MostNodes = 10_000,
        Deepest = 48;
    private static readonly string[] s_texts =
    [
        "text",
        "text_g",
        "text_l",
        "t5xxl",
        "clip_l",
        "string",
        "value",
        "prompt",
        "positive",
        "wildcard_text",
        "populated_text",
    ];
    private static readonly string[] s_ways =
    [
        "conditioning",
        "conditioning_1",
        "conditioning_to",
        "positive",
        "guider",
        "cond1",
    ];
    private readonly Dictionary<string, JsonElement> _inputs = new(StringComparer.Ordinal);
    private readonly List<(string Id, string Class)> _classes = [];

    private ComfyGraph(JsonElement nodes)
    {
        foreach (JsonProperty node in nodes.EnumerateObject().Take(MostNodes))
        {
            if (
                node.Value.ValueKind != JsonValueKind.Object
                || !node.Value.TryGetProperty("inputs", out JsonElement inputs)
                || inputs.ValueKind != JsonValueKind.Object
            )
                continue;
            _inputs[node.Name] = inputs;
            _classes.Add(
                (
                    node.Name,
                    node.Value.TryGetProperty(Class, out JsonElement type) ? ForeignSettings.Value(type) ?? "" : ""
                )
            );
        }
    }

    /// <summary>
    /// The settings of a graph, a workflow, or a request to a server with one. Null if the object is none of them.
    /// </summary>
    public static Infotext? Find(JsonElement document)
    {
        if (document.TryGetProperty("prompt", out JsonElement sent) && Read(sent) is { } found)
            return found;
        bool isGraph =
            document.TryGetProperty(Class, out _)
            || document
                .EnumerateObject()
                .Any(p => p.Value.ValueKind == JsonValueKind.Object && p.Value.TryGetProperty(Class, out _));
        return isGraph || ComfyWorkflow.Is(document) ? Read(document) ?? ForeignSettings.Nothing("ComfyUI") : null;
    }

    /// <summary>The settings; null if the object is not a graph with a sampler node.</summary>
    public static Infotext? Read(JsonElement nodes)
    {
        if (nodes.ValueKind != JsonValueKind.Object)
            return null;
        ComfyGraph graph = new(ComfyWorkflow.Is(nodes) ? ComfyWorkflow.ToGraph(nodes) : nodes);
        string? sampler = graph
            ._classes.Where(node =>
                node.Class.Contains("Sampler", StringComparison.Ordinal)
                && (graph.Has(node.Id, "positive") || graph.Has(node.Id, "guider"))
            )
            .OrderBy(node => graph.Strength(node.Id) < 1)
            .Select(node => node.Id)
            .FirstOrDefault();
        return sampler is null ? null : graph.Of(sampler);
    }

    private Infotext Of(string sampler)
    {
        string guider = Link(sampler, "guider") ?? sampler,
            sigmas = Levels(sampler);
        Dictionary<string, string> fields = new(StringComparer.OrdinalIgnoreCase);
        Add("Steps", Said(sigmas, "steps"));
        ForeignSettings.Sampler(
            fields,
            Said(sampler, "sampler_name") ?? Said(Link(sampler, "sampler") ?? sampler, "sampler_name"),
            Said(sigmas, "scheduler")
        );
        Add("CFG scale", Said(guider, "cfg"));
        Add(
            "Seed",
            Said(sampler, "seed")
                ?? Said(sampler, "noise_seed")
                ?? Said(Link(sampler, "noise") ?? sampler, "noise_seed")
        );
        if (
            Link(sampler, "latent_image") is { } latent
            && Said(latent, "width") is { } width
            && Said(latent, "height") is { } height
        )
            fields["Size"] = $"{width}x{height}";
        Add("Model", Model(guider) ?? Model(sampler));
        Add("Clip skip", Skip(guider));
        AddLoras(fields, Link(guider, "model") is null ? sampler : guider);
        if (Strength(sampler) < 1)
            fields["Denoising strength"] = Strength(sampler).ToString(CultureInfo.InvariantCulture);
        string prompt = Words(guider, "positive", []) ?? Words(guider, "conditioning", []) ?? "";
        return new Infotext(prompt, Words(guider, "negative", []) ?? "", fields) { Program = "ComfyUI" };

        void Add(string name, string? value)
        {
            if (value is not null)
                fields[name] = value;
        }
    }

    private bool Has(string node, string input) =>
        _inputs.TryGetValue(node, out JsonElement inputs) && inputs.TryGetProperty(input, out _);

    private double Strength(string node) =>
        Said(node, "denoise") is { } text
        && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double share)
        && share is > 0 and < 1
            ? share
            : 1;

    /// <summary>The node that an input is linked to.</summary>
    private string? Link(string node, string input) =>
        _inputs.TryGetValue(node, out JsonElement inputs)
        && inputs.TryGetProperty(input, out JsonElement value)
        && value.ValueKind == JsonValueKind.Array
        && value.GetArrayLength() == 2
        && ForeignSettings.Value(value[0]) is { } id
        && _inputs.ContainsKey(id)
            ? id
            : null;

    /// <summary>The value of an input, or of the node that it is linked to.</summary>
    private string? Said(string node, string input, int deep = 4)
    {
        if (!_inputs.TryGetValue(node, out JsonElement inputs) || !inputs.TryGetProperty(input, out JsonElement value))
            return null;
        if (ForeignSettings.Value(value) is { } said)
            return said;
        return deep > 0 && Link(node, input) is { } other
            ? Said(other, input, deep - 1)
                ?? Said(other, "value", deep - 1)
                ?? Said(other, "seed", deep - 1)
                ?? Said(other, "int", deep - 1)
            : null;
    }

    /// <summary>
    /// The prompt at the end of a link, followed through nodes that modify it. No node is visited twice.
    /// </summary>
    private string? Words(string node, string input, HashSet<string> asked)
    {
        if (asked.Count >= Deepest || Link(node, input) is not { } other || !asked.Add(other))
            return null;
        foreach (string name in s_texts)
        {
            if (_inputs[other].TryGetProperty(name, out JsonElement value) && ForeignSettings.Value(value) is { } text)
                return text;
            if (Words(other, name, asked) is { } behind)
                return behind;
        }
        foreach (string way in input == "negative" ? s_ways.Prepend("negative") : s_ways)
            if (Words(other, way, asked) is { } further)
                return further;
        return null;
    }

    /// <summary>The node that says the noise levels, before those that split them.</summary>
    private string Levels(string sampler)
    {
        string at = sampler;
        for (int deep = 0; deep < Deepest && Link(at, "sigmas") is { } before; deep++)
            at = before;
        return at;
    }

    /// <summary>The layer of the text encoder, from its end; null if none is said.</summary>
    private string? Skip(string guider)
    {
        string? at = Link(guider, "positive") ?? Link(guider, "conditioning");
        for (int deep = 0; at is not null && deep < Deepest; deep++)
        {
            if (Said(at, "stop_at_clip_layer") is ['-', .. var layer])
                return layer;
            at = Link(at, "clip") ?? Link(at, "conditioning") ?? Link(at, "positive");
        }
        return null;
    }

    /// <summary>
    /// Adds the LoRAs between a node and its checkpoint, nearest the checkpoint first, as entries that say names and
    /// weights (<see cref="NamedLora"/>).
    /// </summary>
    private void AddLoras(Dictionary<string, string> fields, string node)
    {
        List<(string Name, string Weight)> loras = [];
        string? at = Link(node, "model");
        for (int deep = 0; at is not null && deep < Deepest; deep++, at = Link(at, "model"))
            if (Said(at, "lora_name") is { } name)
                loras.Add((Path.GetFileNameWithoutExtension(name), Said(at, "strength_model") ?? "1"));
        loras.Reverse();
        for (int i = 0; i < loras.Count; i++)
        {
            fields[$"AddNet Model {i + 1}"] = loras[i].Name;
            fields[$"AddNet Weight A {i + 1}"] = loras[i].Weight;
        }
    }

    private string? Model(string node)
    {
        string? at = Link(node, "model");
        for (int deep = 0; at is not null && deep < Deepest; deep++, at = Link(at, "model"))
            if ((Said(at, "ckpt_name") ?? Said(at, "unet_name") ?? Said(at, "model_name")) is { } name)
                return name;
        return null;
    }
}
