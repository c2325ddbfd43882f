using Hippogriff.Adapters;
using Hippogriff.Conditioning;
using Hippogriff.Latents;
using Hippogriff.Models;
using Hippogriff.Models.Text;
using Hippogriff.Pipelines.Checkpoints;
using Hippogriff.PromptEncoding;
using static TorchSharp.torch;

namespace Hippogriff.Pipelines;

/// <summary>A public model whose prompts are read by CLIP encoders.</summary>
/// <param name="definition">Its definition.</param>
/// <param name="hash">See <see cref="IPictureModel.Hash"/>.</param>
/// <param name="denoiser">The network; owned.</param>
/// <param name="conditioner">Makes conditions from prompts; owned.</param>
/// <param name="codec">Converts between pixels and the denoised tensor; owned.</param>
public sealed class ClipModel(
    ModelDefinition definition,
    string hash,
    DenoiserNetwork denoiser,
    ClipConditioner conditioner,
    ILatentCodec codec
) : DiffusionModel(definition, hash, denoiser, conditioner, codec), IReadableModel
{
    /// <inheritdoc/>
    public IDisposable CaptureAttention(Action<Tensor> capture, int? last = null) =>
        Denoiser.CaptureAttention(capture, last);

    /// <inheritdoc/>
    /// <remarks>Empty: it reads any text, in parts of words.</remarks>
    public IReadOnlyList<string> KnownWords => [];

    /// <inheritdoc/>
    public IReadOnlyList<string> WordsOf(string prompt) =>
        [.. conditioner.WordsOf(prompt, PromptWeighting.A1111).Select(word => word.Word)];

    /// <inheritdoc/>
    public TextReading ReadingOf(string prompt, IReadOnlySet<string>? added = null) => VocabularyModels.Whole(prompt);

    /// <inheritdoc/>
    public Tensor VectorsOf(IReadOnlyList<string> texts) => conditioner.VectorsOf(texts);

    /// <inheritdoc/>
    /// <remarks>Null: pictures are compared by their pixels.</remarks>
    public Tensor? Bottleneck(Tensor pixels) => null;

    /// <summary>The networks that only read prompts.</summary>
    internal IReadOnlyList<ReloadedPart> Texts
    {
        get;
        init
        {
            field = value;
            conditioner.BeforeEncoding = BringBack;
        }
    } = [];

    /// <inheritdoc/>
    public override TextMemory TextMemory => // weights with LoRAs in them lie in no file
        IsAdapted ? default : new(Texts.Sum(text => text.Bytes), Texts.Any(text => text.IsFreed));

    /// <inheritdoc/>
    public override void FreeTexts()
    {
        if (IsAdapted)
            return;
        foreach (ReloadedPart text in Texts)
            text.Free();
    }

    /// <inheritdoc/>
    private protected override void BringBack()
    {
        foreach (ReloadedPart text in Texts)
            text.BringBack();
    }

    /// <summary>The embeddings that the LoRAs' files bundle.</summary>
    private protected override IDisposable? Bring(IReadOnlyList<LoraChoice> loras)
    {
        List<TextEmbedding> read = [];
        try
        {
            foreach (LoraChoice lora in loras)
                read.AddRange(TextEmbeddingFile.ReadBundled(LoraFile.PathOf(lora.Name)));
            return read.Count == 0 ? null : conditioner.Add(read);
        }
        catch
        {
            read.ForEach(embedding => embedding.Dispose());
            throw;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<AttendedWord> AttendedWords(GenerationSettings settings) =>
        [
            .. conditioner
                .WordsOf(settings.Prompt, PromptWeightings.Find(settings.PromptWeighting))
                .Select(word => new AttendedWord(word.Word, word.Places)),
        ];
}
