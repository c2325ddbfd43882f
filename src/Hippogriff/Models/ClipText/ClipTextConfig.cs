using System.Text.Json;
using Hippogriff.Files;
using Hippogriff.Weights;

namespace Hippogriff.Models.ClipText;

/// <summary>Activations between the two layers of a CLIP block.</summary>
public enum ClipActivation
{
    /// <summary>x * sigmoid(1.702 x): OpenAI's CLIP ViT-L.</summary>
    QuickGelu,

    /// <summary>x * Phi(x) by the error function: OpenCLIP's encoders.</summary>
    Gelu,
}

/// <summary>Sizes of a CLIP text encoder, from its config.json or from the shapes of its weights.</summary>
/// <param name="Vocabulary">Number of tokens; 49408 in public encoders.</param>
/// <param name="Length">Longest sequence; 77.</param>
/// <param name="Width">Width of a vector: 768 (ViT-L), 1024 (ViT-H) or 1280 (bigG).</param>
/// <param name="Layers">Number of blocks.</param>
/// <param name="Heads">Attention heads.</param>
/// <param name="Inner">Width between the two layers of a block.</param>
/// <param name="Activation">Activation between them.</param>
public sealed record ClipTextConfig(
    int Vocabulary,
    int Length,
    int Width,
    int Layers,
    int Heads,
    int Inner,
    ClipActivation Activation
)
{
    private const int HeadWidth = 64;
    private const int WidthOfOpenAi = 768;
    private const int LegacyEnd = 2;
    private const int MostTokens = 1 << 20;

    /// <summary>Width of the projection of the pooled vector; null for encoders without one.</summary>
    public int? Projection { get; init; }

    /// <summary>
    /// Id of the end token, at whose first place the pooled vector is taken. Null takes the place of the largest id, as
    /// configurations ask for that give the id 2; with public vocabularies this is the same place.
    /// </summary>
    public int? EndId { get; init; }

    /// <summary>Epsilon of layer norms.</summary>
    public double Epsilon { get; init; } = 1e-5;

    /// <summary>Reads a config.json of transformers; missing values are that library's defaults.</summary>
    /// <param name="config">The parsed file.</param>
    /// <param name="origin">The file, for messages: "'text_encoder/config.json'".</param>
    /// <exception cref="HippogriffException">A value is not valid; the message names it.</exception>
    public static ClipTextConfig Read(JsonElement config, string origin)
    {
        if (config.ValueKind != JsonValueKind.Object)
            throw new HippogriffException($"{origin} does not describe a text encoder.", FaultKind.DamagedFile);
        bool projects =
            config.TryGetProperty("architectures", out JsonElement kinds)
            && kinds.ValueKind == JsonValueKind.Array
            && kinds.EnumerateArray().Any(kind => kind.ToString() == "CLIPTextModelWithProjection");
        int end = Number("eos_token_id", 49407);
        ClipTextConfig read = new(
            Number("vocab_size", 49408),
            Number("max_position_embeddings", 77),
            Number("hidden_size", 512),
            Number("num_hidden_layers", 12),
            Number("num_attention_heads", 8),
            Number("intermediate_size", 2048),
            ActivationOf(config, origin)
        )
        {
            Projection = projects ? Number("projection_dim", 512) : null,
            EndId = end == LegacyEnd ? null : end,
            Epsilon =
                config.TryGetProperty("layer_norm_eps", out JsonElement eps) && eps.ValueKind == JsonValueKind.Number
                    ? eps.GetDouble()
                    : 1e-5,
        };
        read.Check(new ConfigCheck(origin));
        return read;

        int Number(string name, int otherwise) => NumberOf(config, name, otherwise, origin);
    }

    private static ClipActivation ActivationOf(JsonElement config, string origin) =>
        (JsonText.StringOf(config, "hidden_act") ?? "quick_gelu") switch
        {
            "quick_gelu" => ClipActivation.QuickGelu,
            "gelu" => ClipActivation.Gelu,
            string other => throw new HippogriffException(
                $"{origin} sets hidden_act to {Quoted.Name(other)}; quick_gelu and gelu are known.",
                FaultKind.Incompatible
            ),
        };

    private static int NumberOf(JsonElement config, string name, int otherwise, string origin)
    {
        if (!config.TryGetProperty(name, out JsonElement number) || number.ValueKind == JsonValueKind.Null)
            return otherwise;
        return number.ValueKind == JsonValueKind.Number && number.TryGetInt32(out int whole)
            ? whole
            : throw new HippogriffException(
                $"{origin} sets {name} to something else than a whole number.",
                FaultKind.DamagedFile
            );
    }

    /// <summary>The sizes by the shapes of weights, for files without a configuration.</summary>
    /// <param name="file">The file.</param>
    /// <param name="prefix">What stands before the encoder's names, for example "cond_stage_model.model.".</param>
    /// <exception cref="HippogriffException">The file has no CLIP text encoder there.</exception>
    public static ClipTextConfig FromShapes(IWeightSource file, string prefix = "")
    {
        ClipTextNames names = ClipTextNames.Find(file.ByName.Keys, prefix);
        IReadOnlyList<long> tokens = Shape(names.Tokens),
            places = Shape(names.Places),
            inner = Shape(names.InnerBias);
        int width = (int)tokens[^1];
        ClipTextConfig read = new(
            (int)tokens[0],
            (int)places[0],
            width,
            names.Layers,
            Math.Max(1, width / HeadWidth),
            (int)inner[0],
            width == WidthOfOpenAi ? ClipActivation.QuickGelu : ClipActivation.Gelu
        )
        {
            Projection = file.ByName.TryGetValue(names.Projection, out SafetensorsEntry? projection)
                ? (int)projection.Shape[names.IsOpenClip ? ^1 : 0]
                : null,
        };
        read.Check(new ConfigCheck($"'{file.Path}'"));
        return read;

        IReadOnlyList<long> Shape(string name) =>
            file.ByName.TryGetValue(name, out SafetensorsEntry? entry) && entry.Shape.Count is 1 or 2
                ? entry.Shape
                : throw new HippogriffException(
                    $"'{file.Path}' holds no whole text encoder: it lacks {Quoted.Name(name)}.",
                    FaultKind.Incompatible
                );
    }

    /// <summary>Validates the sizes.</summary>
    /// <exception cref="HippogriffException">The message names the setting and what is allowed.</exception>
    public void Check(ConfigCheck check)
    {
        check.Between("vocab_size", Vocabulary, 2, MostTokens);
        check.Between("max_position_embeddings", Length, 1, ConfigCheck.LongestText);
        check.Between("num_hidden_layers", Layers, 1, ConfigCheck.MostLayers);
        check.Between("hidden_size", Width, 1, ConfigCheck.MostChannels);
        check.Between("intermediate_size", Inner, 1, 4 * ConfigCheck.MostChannels);
        check.Between("num_attention_heads", Heads, 1, Width);
        check.Divides("hidden_size", Width, Heads, "the number of heads");
        check.Between("layer_norm_eps", Epsilon, 0, 1);
        if (Projection is { } projection)
            check.Between("projection_dim", projection, 1, ConfigCheck.MostChannels);
    }
}
