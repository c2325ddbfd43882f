using Hippogriff.Adapters;
using Hippogriff.Denoising;
using Hippogriff.Denoising.Families;
using Hippogriff.Denoising.Schedulers;
using Hippogriff.Kinds;
using Hippogriff.Latents;
using Hippogriff.Models;
using Hippogriff.Models.ClipText;
using Hippogriff.Models.KlVae;
using Hippogriff.Models.TinyVae;
using Hippogriff.Models.UNet2D;
using Hippogriff.PromptEncoding;
using Hippogriff.Tokenizers;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Pipelines.Checkpoints;

/// <summary>The parts of a Stable Diffusion checkpoint as they were found, joined to a definition.</summary>
internal sealed record PublicCheckpoint
{
    private const string PreviewVae = "preview_vae";
    private const double FullGuidance = 7.5,
        EmbeddedGuidance = 8.5;
    private const int UsualSteps = 20,
        ConsistentSteps = 4,
        UsualFactor = 8;
    private const double OfWhole = 4.2, // tensors of the VAE's second width at the size of the picture
        OfTiles = 2,
        OfCell = 200; // tensors of the denoiser's first width at the size of the latents

    public required CheckpointSource Source { get; init; }

    public required PublicKind Kind { get; init; }

    public required PublicPart UNet { get; init; }

    /// <summary>Null if the checkpoint has none.</summary>
    public required PublicPart? Vae { get; init; }

    /// <summary>Null if the checkpoint has none.</summary>
    public required PublicPart? Text { get; init; }

    /// <summary>The tokenizer of its text encoder.</summary>
    public required Func<ClipTokenizer> Tokenizer { get; init; }

    public required SchedulerConfig Scheduler { get; init; }

    /// <summary>Side of its training pictures.</summary>
    public required int Side { get; init; }

    public string? License { get; init; }

    public IReadOnlyList<string> Notes { get; init; } = [];

    private CheckpointChoices Choices => Source.Choices;

    private ConditionalUNetConfig Network => (ConditionalUNetConfig)UNet.Config;

    /// <summary>The definition; parts that are missing are named in it, and refused when it is loaded.</summary>
    /// <exception cref="HippogriffException">Parts do not fit each other.</exception>
    public ModelDefinition ToDefinition()
    {
        // Long: the values of a definition, one a line.
        PublicPart? vae = Choices.Vae is { } other ? OtherFiles.Vae(other) : Vae,
            text = Choices.TextEncoder is { } words ? OtherFiles.TextEncoder(words, Network.TextWidth) : Text,
            preview = Choices.PreviewVae is { } tiny ? OtherFiles.Vae(tiny) : null;
        PublicPart? previewPart = preview is null
            ? null
            : preview with
            {
                Part = preview.Part with { Name = PreviewVae },
            };
        (int? latent, int factor) = SizesOf(vae);
        Check(vae, text, latent ?? Network.OutputChannels);
        PublicPart[] parts = [.. new[] { text, UNet, vae, previewPart }.OfType<PublicPart>()];
        bool isFew = Kind.IsOneStep || IsFewStep(Scheduler);
        return new ModelDefinition
        {
            Name = Source.Name,
            Kind = Kind.Title,
            Defaults = Defaults(isFew, factor),
            Family = Scheduler.Family,
            Prediction = Scheduler.Prediction,
            Scheduler = Scheduler,
            SizeMultiple = factor,
            IsGuidanceDistilled = Network.GuidanceWidth > 0,
            Input = InputOf(Network),
            ReadsClip = true,
            ZeroSwitchesGuidanceOff = true,
            UsualBatch = 1,
            BytesPerPixel = BytesPerPixelOf(vae, factor),
            License = License,
            Missing = [.. Missing(vae, text)],
            Vae = Choices.Vae is { } named ? Path.GetFileName(Path.TrimEndingDirectorySeparator(named)) : null,
            Notes =
            [
                .. Notes,
                .. Doubts(vae),
                .. parts.Where(part => part.Variant is not null).Select(VariantNote).Distinct(),
            ],
            Parts = [.. parts.Select(part => part.Part)],
            Tokenizer = Tokenizer,
            Embeddings = Choices.Embeddings is { } folder
                ? () => EmbeddingFolder.TriggersOf(folder, Network.TextWidth)
                : null,
            Conditioner = text is null ? null : loaded => Conditioner(loaded),
            Adapters = loaded => new PublicAdapterTarget(
                loaded.Get<ConditionalUNet>(PublicParts.Denoiser),
                [loaded.Get<ClipTextEncoder>(PublicTexts.TextEncoder)]
            ),
            Codec = vae is null ? null : loaded => Codec(loaded, vae, previewPart, Choices.VaeTiling),
        };
    }

    /// <summary>What a network takes of a picture, by its channels.</summary>
    private static PictureInput InputOf(ConditionalUNetConfig network) =>
        (network.Channels - network.OutputChannels) switch
        {
            var more when more == network.OutputChannels + 1 => PictureInput.Inpainting,
            var more when more == network.OutputChannels => PictureInput.Edit,
            _ => PictureInput.None,
        };

    /// <summary>Models that were distilled to few steps come with a trailing Euler scheduler.</summary>
    internal static bool IsFewStep(SchedulerConfig scheduler) =>
        scheduler.ClassName.StartsWith("Euler", StringComparison.Ordinal)
        && scheduler.Schedule == "trailing"
        && scheduler.Prediction == Prediction.Epsilon
        && !scheduler.Flag("rescale_betas_zero_snr");

    private GenerationDefaults Defaults(bool isFew, int factor)
    {
        bool isConsistent = Scheduler.Sampler is "lcm" or "tcd";
        int side = Math.Max(1, Side / factor) * factor;
        return new GenerationDefaults
        {
            Steps =
                isFew ? 1
                : isConsistent ? ConsistentSteps
                : UsualSteps,
            Sampler = Scheduler.Sampler,
            Schedule = Scheduler.Schedule,
            Guidance = isFew || isConsistent ? 1 : FullGuidance,
            EmbeddedGuidance = Network.GuidanceWidth > 0 ? EmbeddedGuidance : null,
            Width = side,
            Height = side,
        };
    }

    private void Check(PublicPart? vae, PublicPart? text, int latent)
    {
        string name = $"The denoiser of {Source.Name}";
        ConfigCheck check = new(name);
        check.Equal("out_channels", Network.OutputChannels, latent, $"the VAE{Of(vae)} has");
        if (vae is { Part.IsOfOtherFile: true } && ScaleOfOthers(vae) is { } scale)
            throw new HippogriffException(
                $"The VAE{Of(vae)} is of another family. It scales latents by {scale}, and that of {Source.Name} "
                    + $"({Kind.Title}) by {PublicParts.FirstScale}.",
                FaultKind.Incompatible
            );
        if (text?.Config is ClipTextConfig words)
            check.Equal("cross_attention_dim", Network.TextWidth, words.Width, $"the text encoder{Of(text)} has");

        static string Of(PublicPart? part) =>
            part is { Part.IsOfOtherFile: true } ? $" in '{part.Part.Find()[0]}'" : "";
    }

    /// <summary>
    /// The scale of a large VAE's latents if it is not that of Stable Diffusion 1 and 2: SDXL's is 0.13025. A single
    /// file does not say it.
    /// </summary>
    private static double? ScaleOfOthers(PublicPart? vae) =>
        vae is { Config: KlAutoencoderConfig, Scaling.Scale: var scale }
        && Math.Abs(scale / PublicParts.FirstScale - 1) > 0.01
            ? scale
            : null;

    /// <summary>Settings that shapes cannot contradict, and that no model of this family has.</summary>
    private IEnumerable<string> Doubts(PublicPart? vae)
    {
        if (ScaleOfOthers(vae) is { } scale)
            yield return $"The VAE of {Source.Name} scales latents by {scale}, and those of this family by "
                + $"{PublicParts.FirstScale}. Colours are wrong if it is of another family.";
        if (Scheduler.Family is Flow && Choices.Prediction is null)
            yield return $"The scheduler of {Source.Name} ({Scheduler.ClassName}) is for flow matching, and models of "
                + "this family predict noise or v. Pictures are wrong if it is one.";
        UNetLevel[] attending = [.. Network.Down.Where(level => level.Attends)];
        string id = UNetKinds.IdOf(Network);
        const int Heads = 8,
            HeadWidth = 64;
        if (id.StartsWith("sd15", StringComparison.Ordinal) && attending.Any(level => level.Heads != Heads))
            yield return $"The settings of {Source.Name} say {attending[0].Heads} heads of attention, and Stable "
                + $"Diffusion 1 has {Heads}. Pictures are wrong if it is one.";
        if (
            id.StartsWith("sd2", StringComparison.Ordinal)
            && attending.Any(level => level.Width != level.Heads * HeadWidth)
        )
            yield return $"The settings of {Source.Name} say heads of attention that are "
                + $"{attending[0].Width / attending[0].Heads} wide, and Stable Diffusion 2 has {HeadWidth}. "
                + "Pictures are wrong if it is one.";
    }

    /// <summary>
    /// Channels of a VAE's latents and how many pixels wide one of their cells is; without a VAE only the usual width.
    /// </summary>
    internal static (int? Latent, int Factor) SizesOf(PublicPart? vae) =>
        vae?.Config switch
        {
            null => (null, UsualFactor),
            KlAutoencoderConfig large => (large.Latent, large.Factor),
            TinyAutoencoderConfig tiny => (tiny.Latent, tiny.Factor),
            _ => throw new InvalidOperationException("A VAE is large or tiny."),
        };

    /// <summary>
    /// What the larger of denoiser and decoder takes in float32. Measured in full size at 512x512: 1.0 GB for a step
    /// with guidance and 1.1 GB for decoding, beside the weights.
    /// </summary>
    private double BytesPerPixelOf(PublicPart? vae, int factor)
    {
        double decoding = vae?.Config is KlAutoencoderConfig { Widths: var widths }
            ? sizeof(float) * (Choices.VaeTiling ? OfTiles : OfWhole) * widths[Math.Min(1, widths.Count - 1)]
            : 0;
        double denoising = sizeof(float) * OfCell * Network.FirstWidth / (factor * factor);
        return MemoryNeed.BytesPerPixel + Math.Max(denoising, decoding);
    }

    private static IEnumerable<string> Missing(PublicPart? vae, PublicPart? text)
    {
        if (vae is null)
            yield return "VAE";
        if (text is null)
            yield return "text encoder";
    }

    private static string VariantNote(PublicPart part) =>
        $"The folder has no plain weights; its variant {part.Variant} was taken.";

    private ClipConditioner Conditioner(LoadedParts loaded)
    {
        ClipTextEncoder encoder = loaded.Get<ClipTextEncoder>(PublicTexts.TextEncoder);
        ClipTokenizer tokenizer = Tokenizer();
        if (tokenizer.Vocabulary.Count > encoder.Config.Vocabulary)
            throw new HippogriffException(
                $"The tokenizer of {Source.Name} has {tokenizer.Vocabulary.Count} tokens, and its text encoder knows "
                    + $"{encoder.Config.Vocabulary}.",
                FaultKind.Incompatible
            );
        ClipConditioner conditioner = new(new ClipBranch(encoder, tokenizer));
        if (Choices.Embeddings is { } folder)
            EmbeddingFolder.Into(conditioner, encoder, folder);
        return conditioner;
    }

    private static ILatentCodec Codec(LoadedParts loaded, PublicPart vae, PublicPart? preview, bool byTiles)
    {
        ILatentCodec codec = vae.CodecOf(loaded.Get<nn.Module>(PublicParts.Vae), byTiles);
        return preview is null ? codec : new PreviewedCodec(codec, preview.CodecOf(loaded.Get<nn.Module>(PreviewVae)));
    }
}
