using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Hippogriff.Metadata;

/// <summary>
/// Reads a workflow as ComfyUI's editor saves it ("nodes" and "links"), where a picture has no graph. Values stand in
/// a list without names there, so only those of nodes that say settings are read.
/// </summary>
internal static class ComfyWorkflow
{
    private const int MostNodes = 10_000,
        Deepest = 48,
        Muted = 2,
        Bypassed = 4;

    /// <summary>What the editor does with a seed after a run; it stands behind the seed.</summary>
    private static readonly string[] s_controls = ["fixed", "increment", "decrement", "randomize"];

    /// <summary>Names of the values of a class, in their order.</summary>
    private static readonly Dictionary<string, string[]> s_values = new(StringComparer.Ordinal)
    {
        ["KSampler"] = ["seed", "steps", "cfg", "sampler_name", "scheduler", "denoise"],
        ["KSamplerAdvanced"] =
        [
            "add_noise",
            "noise_seed",
            "steps",
            "cfg",
            "sampler_name",
            "scheduler",
            "start_at_step",
            "end_at_step",
        ],
        ["RandomNoise"] = ["noise_seed"],
        ["KSamplerSelect"] = ["sampler_name"],
        ["BasicScheduler"] = ["scheduler", "steps", "denoise"],
        ["CFGGuider"] = ["cfg"],
        ["CLIPTextEncode"] = ["text"],
        ["CLIPTextEncodeFlux"] = ["clip_l", "t5xxl", "guidance"],
        ["CLIPSetLastLayer"] = ["stop_at_clip_layer"],
        ["CheckpointLoaderSimple"] = ["ckpt_name"],
        ["UNETLoader"] = ["unet_name"],
        ["LoraLoader"] = ["lora_name", "strength_model", "strength_clip"],
        ["LoraLoaderModelOnly"] = ["lora_name", "strength_model"],
        ["EmptyLatentImage"] = ["width", "height", "batch_size"],
        ["EmptySD3LatentImage"] = ["width", "height", "batch_size"],
        ["PrimitiveNode"] = ["value"],
    };

    /// <summary>Whether an object is a workflow.</summary>
    public static bool Is(JsonElement document) =>
        document.ValueKind == JsonValueKind.Object
        && document.TryGetProperty("nodes", out JsonElement nodes)
        && nodes.ValueKind == JsonValueKind.Array
        && document.TryGetProperty("links", out _);

    /// <summary>The workflow as a graph: nodes with a class and inputs.</summary>
    public static JsonElement ToGraph(JsonElement workflow)
    {
        Dictionary<string, JsonElement> nodes = [];
        foreach (JsonElement node in Items(workflow, "nodes").Take(MostNodes))
            if (Text(node, "id") is { } id && Number(node, "mode") != Muted)
                nodes[id] = node;
        Dictionary<string, (string Node, int Slot)> links = LinksOf(workflow);
        JsonObject graph = [];
        foreach ((string id, JsonElement node) in nodes)
        {
            JsonObject inputs = Values(node);
            foreach (JsonElement input in Items(node, "inputs"))
                if (Text(input, "name") is { } name && Origin(Text(input, "link"), nodes, links) is { } from)
                    inputs[name] = new JsonArray(from.Node, from.Slot);
            graph[id] = new JsonObject { ["class_type"] = Text(node, "type") ?? "", ["inputs"] = inputs };
        }
        return JsonSerializer.SerializeToElement(graph);
    }

    /// <summary>The values of a node by their names, as far as these are known.</summary>
    private static JsonObject Values(JsonElement node)
    {
        JsonObject named = [];
        if (!node.TryGetProperty("widgets_values", out JsonElement values))
            return named;
        if (values.ValueKind == JsonValueKind.Object)
            foreach (JsonProperty value in values.EnumerateObject())
                Add(value.Name, value.Value);
        if (
            values.ValueKind != JsonValueKind.Array
            || !s_values.TryGetValue(Text(node, "type") ?? "", out string[]? names)
        )
            return named;
        JsonElement[] all = [.. values.EnumerateArray()];
        int next = 0;
        foreach (string name in names)
        {
            if (next < all.Length)
                Add(name, all[next++]);
            bool isSeed = name is "seed" or "noise_seed";
            if (isSeed && next < all.Length && s_controls.Contains(ForeignSettings.Value(all[next])))
                next++;
        }
        return named;

        void Add(string name, JsonElement value)
        {
            if (value.ValueKind == JsonValueKind.Number)
                named[name] = JsonNode.Parse(value.GetRawText());
            else if (ForeignSettings.Value(value) is { } text)
                named[name] = text;
        }
    }

    /// <summary>Where a link comes from, through nodes that only pass it on.</summary>
    private static (string Node, int Slot)? Origin(
        string? link,
        Dictionary<string, JsonElement> nodes,
        Dictionary<string, (string Node, int Slot)> links
    )
    {
        for (int deep = 0; link is not null && deep < Deepest; deep++)
        {
            if (
                !links.TryGetValue(link, out (string Node, int Slot) from)
                || !nodes.TryGetValue(from.Node, out JsonElement node)
            )
                return null;
            bool passes = Text(node, "type") == "Reroute" || Number(node, "mode") == Bypassed;
            if (!passes)
                return from;
            string? kind = Items(node, "outputs")
                .Skip(from.Slot)
                .Select(output => Text(output, "type"))
                .FirstOrDefault();
            link = Items(node, "inputs")
                .Where(input => Text(node, "type") == "Reroute" || Text(input, "type") == kind)
                .Select(input => Text(input, "link"))
                .FirstOrDefault();
        }
        return null;
    }

    /// <summary>Links by their numbers: lists, or objects in later versions of the editor.</summary>
    private static Dictionary<string, (string Node, int Slot)> LinksOf(JsonElement workflow)
    {
        Dictionary<string, (string, int)> links = [];
        foreach (JsonElement link in Items(workflow, "links"))
        {
            if (link.ValueKind == JsonValueKind.Array && link.GetArrayLength() >= 3)
                Add(ForeignSettings.Value(link[0]), ForeignSettings.Value(link[1]), ForeignSettings.Value(link[2]));
            else
                Add(Text(link, "id"), Text(link, "origin_id"), Text(link, "origin_slot"));
        }
        return links;

        void Add(string? id, string? node, string? slot)
        {
            if (
                id is not null
                && node is not null
                && int.TryParse(slot, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            )
                links[id] = (node, number);
        }
    }

    private static IEnumerable<JsonElement> Items(JsonElement node, string name) =>
        node.ValueKind == JsonValueKind.Object
        && node.TryGetProperty(name, out JsonElement list)
        && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray()
            : [];

    private static string? Text(JsonElement node, string name) =>
        node.ValueKind == JsonValueKind.Object && node.TryGetProperty(name, out JsonElement value)
            ? ForeignSettings.Value(value)
            : null;

    private static int? Number(JsonElement node, string name) =>
        int.TryParse(Text(node, name), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
}
