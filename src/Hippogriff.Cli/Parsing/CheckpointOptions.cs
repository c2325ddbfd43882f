using System.CommandLine;
using Hippogriff.Pipelines.Checkpoints;
using Hippogriff.Training.Loop;
using static TorchSharp.torch;

namespace Hippogriff.Cli.Parsing;

/// <summary>Options that say more of a model than its name: other parts, kind, and the type of its numbers.</summary>
internal sealed class CheckpointOptions
{
    private static readonly Dictionary<string, ScalarType> s_types = new(StringComparer.OrdinalIgnoreCase)
    {
        ["float32"] = ScalarType.Float32,
        ["bfloat16"] = ScalarType.BFloat16,
        ["float16"] = ScalarType.Float16,
    };

    private readonly Option<string?> _vae = Values.Text(
        "--vae",
        "FILE",
        "VAE of a public checkpoint, in place of its own. A file or folder, of a VAE alone or of another checkpoint."
    );
    private readonly Option<string?> _text = Values.Text(
        "--text-encoder",
        "FILE",
        "Text encoder of a public checkpoint, in place of its own. A file or folder."
    );
    private readonly Option<string?> _preview = Values.Text(
        "--preview-vae",
        "FILE",
        "Tiny VAE (TAESD) that draws previews of a public checkpoint. A file or folder."
    );
    private readonly Option<bool> _tiling = new("--vae-tiling")
    {
        Description =
            "Encode and decode pictures of a public checkpoint by overlapping tiles, for less memory. "
            + "Pixels differ a little.",
    };
    private readonly Option<string?> _embeddings = Values.Text(
        "--embeddings",
        "DIR",
        "Folder of textual inversions for a public checkpoint. Prompts name them by their file names."
    );
    private readonly Option<string?> _kind = Values.Name(
        "--kind",
        PublicKinds.Names,
        "Kind of a public checkpoint, where its file does not show it. One of"
    );
    private readonly Option<string?> _prediction = Values.Name(
        "--prediction",
        PublicKinds.Predictions,
        "What the network of a public checkpoint predicts, where its file does not show it. One of"
    );
    private readonly Option<string?> _type = Values.Name(
        "--type",
        [.. s_types.Keys, WorkingType.Auto],
        "Type of the numbers that a network computes with. Default: float32. Others take half the memory; auto takes "
            + "bfloat16 if a measurement shows that it is faster here. One of"
    );

    /// <summary>All of them.</summary>
    public Option[] All => [_vae, _text, _preview, _tiling, _embeddings, _kind, _prediction, _type];

    /// <summary>What the line says of the model's parts.</summary>
    public CheckpointChoices Read(ParseResult parsed) =>
        new()
        {
            Vae = parsed.GetValue(_vae),
            TextEncoder = parsed.GetValue(_text),
            PreviewVae = parsed.GetValue(_preview),
            VaeTiling = parsed.GetValue(_tiling),
            Embeddings = parsed.GetValue(_embeddings),
            Kind = parsed.GetValue(_kind),
            Prediction = parsed.GetValue(_prediction) is { } name ? PublicKinds.PredictionOf(name) : null,
        };

    /// <summary>The type of the numbers; null if the line does not say it.</summary>
    public ScalarType? TypeOf(ParseResult parsed) =>
        parsed.GetValue(_type) is { } name && s_types.TryGetValue(name, out ScalarType type) ? type : null;

    /// <summary>Whether the line asks for the type that is faster here.</summary>
    public bool IsTypeMeasured(ParseResult parsed) =>
        WorkingType.Auto.Equals(parsed.GetValue(_type), StringComparison.OrdinalIgnoreCase);
}
