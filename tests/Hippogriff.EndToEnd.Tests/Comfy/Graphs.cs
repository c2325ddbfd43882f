using System.Text.Json.Nodes;

namespace Hippogriff.EndToEnd.Tests.Comfy;

/// <summary>Graphs that tests send.</summary>
internal static class Graphs
{
    /// <summary>The usual graph from words, to be changed.</summary>
    public static JsonObject FromWords(string model = "toy") =>
        new()
        {
            ["4"] = Node("CheckpointLoaderSimple", ("ckpt_name", model)),
            ["5"] = Node("EmptyLatentImage", ("width", 64), ("height", 64), ("batch_size", 1)),
            ["6"] = Node("CLIPTextEncode", ("text", "a red fox"), ("clip", Link("4", 1))),
            ["7"] = Node("CLIPTextEncode", ("text", "blurry"), ("clip", Link("4", 1))),
            ["3"] = Sampler(),
            ["8"] = Node("VAEDecode", ("samples", Link("3")), ("vae", Link("4", 2))),
            ["9"] = Node("SaveImage", ("filename_prefix", "ComfyUI"), ("images", Link("8"))),
        };

    /// <summary>The same from an uploaded picture.</summary>
    public static JsonObject FromPicture(string picture, double denoise = 0.6)
    {
        JsonObject graph = FromWords();
        graph["10"] = Node("LoadImage", ("image", picture));
        graph["5"] = Node("VAEEncode", ("pixels", Link("10")), ("vae", Link("4", 2)));
        Inputs(graph, "3")["denoise"] = denoise;
        return graph;
    }

    public static JsonObject Node(string type, params (string Name, JsonNode? Value)[] inputs) =>
        new()
        {
            ["class_type"] = type,
            ["inputs"] = new JsonObject(inputs.Select(input => KeyValuePair.Create(input.Name, input.Value))),
        };

    public static JsonArray Link(string node, int output = 0) => [node, output];

    public static JsonObject Inputs(JsonObject graph, string node) => graph[node]!["inputs"]!.AsObject();

    private static JsonObject Sampler() =>
        Node(
            "KSampler",
            ("seed", 7),
            ("steps", 3),
            ("cfg", 5.5),
            ("sampler_name", "euler"),
            ("scheduler", "normal"),
            ("denoise", 1.0),
            ("model", Link("4")),
            ("positive", Link("6")),
            ("negative", Link("7")),
            ("latent_image", Link("5"))
        );
}
