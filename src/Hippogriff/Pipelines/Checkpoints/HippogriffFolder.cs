using Hippogriff.Adapters;
using Hippogriff.Denoising.Families;
using Hippogriff.Files;
using Hippogriff.Meanings;
using Hippogriff.Models;
using Hippogriff.Models.Autoencoder;
using Hippogriff.Models.Text;
using Hippogriff.Texts;
using Hippogriff.Weights;
using static TorchSharp.torch;

namespace Hippogriff.Pipelines.Checkpoints;

/// <summary>
/// Our own format: a folder with <c>model_index.json</c>, <c>tokenizer/</c> with the vocabulary, and subfolders for
/// text encoder, denoiser and, for latent models, the autoencoder.
/// </summary>
public sealed class HippogriffFolder : ICheckpointFormat
{
    /// <summary>Name of the format.</summary>
    public const string Kind = "Hippogriff";

    internal const string WeightsFile = "model.safetensors",
        ConfigFile = "config.json",
        VocabularyFile = "tokenizer/vocab.txt",
        TextPart = "text_encoder",
        DenoiserPart = "denoiser",
        AutoencoderPart = "vae";

    /// <inheritdoc/>
    public string Name => ModelIndex.Pipeline;

    /// <inheritdoc/>
    public bool TakesChoices => false;

    /// <inheritdoc/>
    public bool Matches(CheckpointSource source) => source.PipelineClass == ModelIndex.Pipeline;

    /// <inheritdoc/>
    public ModelDefinition Read(CheckpointSource source)
    {
        ModelFolder folder = source.Model;
        source.Choices.RequireNone(source.Name);
        ModelIndex index = folder.ReadJson<ModelIndex>(ModelFolder.IndexFile, ModelIndex.Json);
        TextEncoderConfig text = Config<TextEncoderConfig>(folder, TextPart);
        DenoiserConfig network = DesignOf(folder);
        AutoencoderConfig? codec = index.HasAutoencoder ? Config<AutoencoderConfig>(folder, AutoencoderPart) : null;
        text.Check(new ConfigCheck(Origin(TextPart)));
        network.Check(new ConfigCheck(Origin(DenoiserPart)), codec?.Latent ?? 3, text.Width);
        if (codec is not null)
            codec.Check(new ConfigCheck(Origin(AutoencoderPart)));
        int multiple = network.SizeMultiple() * (codec?.Factor ?? 1);
        DefaultsCheck.Check(index.Defaults, $"'{folder.FileAt(ModelFolder.IndexFile)}'", multiple);
        List<ModelPart> parts =
        [
            Part(folder, TextPart, () => new TextEncoder(text)),
            Part(folder, DenoiserPart, network.Build),
        ];
        if (codec is not null)
            parts.Add(Part(folder, AutoencoderPart, () => new Autoencoder(codec)));
        return new ModelDefinition
        {
            Name = folder.Name,
            Kind = Kind,
            Defaults = index.Defaults,
            Family = new Flow(),
            Prediction = index.Prediction,
            SizeMultiple = multiple,
            IsGuidanceDistilled = index.IsGuidanceDistilled,
            SharesPasses = true,
            Parts = parts,
            Words = () => WordsOf(folder, text),
            Prepare = definition => Prepare(folder, text, definition),
            Adapters = loaded => new OwnAdapterTarget(Network(loaded)),
        };

        string Origin(string part) => $"'{folder.FileAt($"{part}/{ConfigFile}")}'";
    }

    /// <summary>The denoiser configuration of a model, to build another like it.</summary>
    /// <exception cref="HippogriffException">The file is missing or not valid.</exception>
    public static DenoiserConfig DesignOf(ModelFolder folder) => Config<DenoiserConfig>(folder, DenoiserPart);

    private static ModelPart Part(ModelFolder folder, string part, Func<nn.Module> build) =>
        new(part, () => [folder.FileAt($"{part}/{WeightsFile}")], build)
        {
            Config = folder.FileAt($"{part}/{ConfigFile}"),
            CheckNumbers = true,
        };

    private static Func<LoadedParts, NetworkModel> Prepare(
        ModelFolder folder,
        TextEncoderConfig text,
        ModelDefinition definition
    )
    {
        Vocabulary vocabulary = Words(folder, text.Vocabulary);
        ModelMeanings meanings = ModelMeanings.Of(folder, vocabulary);
        return loaded => new NetworkModel(
            definition,
            loaded.Hash,
            vocabulary,
            Network(loaded),
            loaded.TryGet<Autoencoder>(AutoencoderPart),
            meanings
        );
    }

    private static TextToImageNetwork Network(LoadedParts loaded) =>
        new(loaded.Get<TextEncoder>(TextPart), loaded.Get<DenoiserNetwork>(DenoiserPart));

    private static T Config<T>(ModelFolder folder, string part) =>
        folder.ReadJson<T>($"{part}/{ConfigFile}", ModelIndex.Json);

    private static ModelWords WordsOf(ModelFolder folder, TextEncoderConfig text)
    {
        Vocabulary vocabulary = Words(folder, text.Vocabulary);
        IReadOnlyList<VocabularyName>? names = ModelMeanings.NamesOf(folder, vocabulary);
        return new ModelWords(vocabulary, text.Length, new ModelMeanings(vocabulary, names), names);
    }

    private static Vocabulary Words(ModelFolder folder, int expected)
    {
        string path = folder.FileAt(VocabularyFile);
        IReadOnlyList<string> words = RegularFile.ReadLines(path);
        return words.Count == expected
            ? new Vocabulary(words)
            : throw new HippogriffException(
                $"The model {folder.Name} is damaged: {VocabularyFile} has {Counted.Of(words.Count, "word")} "
                    + $"and {TextPart}/{ConfigFile} says {expected}.",
                FaultKind.DamagedFile
            );
    }
}
