using Hippogriff.Denoising;
using Hippogriff.Denoising.Schedulers;
using Hippogriff.Kinds;
using Hippogriff.Models.UNet2D;
using Hippogriff.Texts;
using Hippogriff.Tokenizers;
using Hippogriff.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Pipelines.Checkpoints;

/// <summary>
/// Stable Diffusion 1, 2 and their relatives as one .safetensors file, recognised by names and shapes. Averaged copies
/// and what only training needs are not read.
/// </summary>
public sealed class SingleFile : ICheckpointFormat
{
    /// <summary>Above it, the spread of one norm's biases shows v-prediction, as other programs tell it.</summary>
    private const double SpreadOfVelocity = 0.09;

    private const string LdmNorm = "output_blocks.11.1.transformer_blocks.0.norm1.bias",
        Norm = "up_blocks.3.attentions.2.transformer_blocks.0.norm1.bias",
        SaidPrediction = "modelspec.prediction_type",
        SaidLicense = "modelspec.license";

    private static readonly string[] s_velocity = ["v_pred", "model.v_pred"];
    private static readonly string[] s_terminal = ["ztsnr", "model.ztsnr"];

    /// <inheritdoc/>
    public string Name => "Stable Diffusion 1 and 2 (single files)";

    /// <inheritdoc/>
    public bool Matches(CheckpointSource source) =>
        source.IsFile
        && source.Kinds.FirstOrDefault(one => one.Kind.Role == FileRole.Denoiser) is { } found
        && (
            PublicKinds.OfFile(found.Kind.Id) is not null
            || (source.Choices.Kind is not null && UNetKinds.All.Contains(found.Kind))
        );

    /// <inheritdoc/>
    public ModelDefinition Read(CheckpointSource source)
    {
        FoundKind net = source.Kinds.First(one => one.Kind.Role == FileRole.Denoiser);
        PublicPart unet = PublicParts.UNetOf(source.Path, source.Tensors, net);
        PublicKind kind = source.Choices.Kind is { } chosen
            ? PublicKinds.Find(chosen)
            : PublicKinds.OfFile(net.Kind.Id)!;
        using SafetensorsFile file = SafetensorsFile.Open(source.Path);
        Prediction? said = source.Choices.Prediction ?? SaidBy(source, file, net, kind);
        kind = kind.Predicting(said);
        FoundKind? vae = source.Kinds.FirstOrDefault(one => one.Kind.Role == FileRole.Vae);
        return new PublicCheckpoint
        {
            Source = source,
            Kind = kind,
            UNet = unet,
            Vae = vae is null ? null : PublicParts.VaeOf(source.Path, source.Tensors, vae),
            Text = OtherFiles.TextEncoderIn(source.Path, file, ((ConditionalUNetConfig)unet.Config).TextWidth),
            Tokenizer = () =>
                kind.IsOpenClip
                    ? new ClipTokenizer(ClipVocabulary.Public, ClipSpecialTokens.OpenClip)
                    : ClipTokenizer.Standard,
            Scheduler = SchedulerOf(source, kind, said),
            Side = kind.Side,
            License = source.Metadata.GetValueOrDefault(SaidLicense) is { Length: > 0 } license
                ? Fit.Piece(license)
                : null,
            Notes = [.. Doubts(source, kind, net)],
        }.ToDefinition();
    }

    private static SchedulerConfig SchedulerOf(CheckpointSource source, PublicKind kind, Prediction? said)
    {
        SchedulerConfig scheduler = kind.ReadScheduler();
        if (said is { } prediction && prediction != scheduler.Prediction)
            scheduler = scheduler.Predicting(prediction);
        return s_terminal.Any(source.Tensors.ContainsKey) ? scheduler.WithZeroTerminal() : scheduler;
    }

    /// <summary>
    /// What the network predicts, by empty tensors that some files have for it, by the writer's metadata, or by the
    /// spread of one norm. Null: as its kind does.
    /// </summary>
    private static Prediction? SaidBy(CheckpointSource source, SafetensorsFile file, FoundKind net, PublicKind kind)
    {
        if (s_velocity.Any(source.Tensors.ContainsKey))
            return Prediction.V;
        switch (source.Metadata.GetValueOrDefault(SaidPrediction)?.ToLowerInvariant())
        {
            case "v" or "v_prediction":
                return Prediction.V;
            case "epsilon" or "eps":
                return Prediction.Epsilon;
        }
        return kind.WithVelocity is not null && NormOf(source, net) is { } norm && Spread(file, norm) > SpreadOfVelocity
            ? Prediction.V
            : null;
    }

    private static string? NormOf(CheckpointSource source, FoundKind net) =>
        new[] { net.Prefix + LdmNorm, net.Prefix + Norm }.FirstOrDefault(source.Tensors.ContainsKey);

    private static double Spread(SafetensorsFile file, string norm)
    {
        using DisposeScope scope = NewDisposeScope();
        return file.Read(norm, ScalarType.Float32).std().item<float>();
    }

    private static IEnumerable<string> Doubts(CheckpointSource source, PublicKind kind, FoundKind net)
    {
        if (kind.WithOneStep is { } oneStep && source.Choices is { Kind: null, Prediction: null })
            yield return $"A single file does not tell SD-Turbo from Stable Diffusion 2.1; --kind {oneStep} draws as "
                + "the former.";
        if (!UNetKinds.All.Contains(net.Kind) || PublicKinds.OfFile(net.Kind.Id) is null)
            yield return $"The file looks like {net.Kind.Title}; it is drawn with as {kind.Title}.";
    }
}
