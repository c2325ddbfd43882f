using Hippogriff.Data.Captions;
using Hippogriff.Files;
using Hippogriff.Models.Text;
using Hippogriff.Pipelines;
using Hippogriff.Texts;
using Hippogriff.Training.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Training;

/// <summary>
/// The initial state of the denoiser: its vocabulary, and the initial model until the run has checkpoints. Both are
/// resolved on first use, after the autoencoder stage.
/// </summary>
internal sealed class DenoiserStart(RunContext run) : IDisposable
{
    private bool _looked;
    private NetworkModel? _from;
    private Vocabulary? _vocabulary;

    /// <summary>Whether the denoiser has no checkpoint yet.</summary>
    public bool IsNew => new CheckpointFolder(run.At(DenoiserStage.Folder)).IsEmpty;

    /// <summary>The initial model; null for random weights, and once there is a checkpoint.</summary>
    public NetworkModel? From
    {
        get
        {
            if (!_looked)
                _from = IsNew && run.Recipe.From is { } model ? PipelineLoader.Load(model) : null;
            _looked = true;
            return _from;
        }
    }

    /// <summary>The run's initial vocabulary: captions added later must not change the network.</summary>
    public Vocabulary Vocabulary => _vocabulary ??= Words();

    public void Dispose() => _from?.Dispose();

    private Vocabulary Words()
    {
        string file = run.At(RunContext.VocabularyFile);
        if (File.Exists(file))
            return new Vocabulary(RegularFile.ReadLines(file));
        Vocabulary captions = CaptionVocabulary.Of(run.Source);
        Vocabulary vocabulary = From is null ? captions : WarmStart.Words(From, captions);
        RunContext.Write(file, string.Join('\n', vocabulary.Words) + "\n");
        return vocabulary;
    }
}
