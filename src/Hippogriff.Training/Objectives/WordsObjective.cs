using Hippogriff.Data.Examples;
using Hippogriff.Models.Text;
using Hippogriff.Training.Loop;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Training.Objectives;

/// <summary>Captions and the layouts of their pictures, which are not drawn.</summary>
public sealed record WordsBatch(IReadOnlyList<string> Captions, IReadOnlyList<PartMap> Parts);

/// <summary>
/// Trains a text encoder without pictures: predicts from a caption the thing and colour of each cell. This processes
/// thousands of captions a second, where a denoiser sees dozens of pictures. Word order, which decides positions and
/// whose colour is which, is learned in minutes.
/// </summary>
/// <param name="encoder">The text encoder.</param>
/// <param name="source">Source of captions and layouts.</param>
/// <param name="vocabulary">Vocabulary of the encoder.</param>
/// <param name="reader">Reads the encoder's output.</param>
/// <param name="head">Predicts the layout from the reader's output.</param>
/// <param name="batchSize">Captions per update.</param>
internal sealed class WordsObjective(
    TextEncoder encoder,
    IPartSource source,
    Vocabulary vocabulary,
    WordsReader reader,
    PartHead head,
    int batchSize
) : IObjective<WordsBatch>
{
    /// <summary>Prefix of the encoder's parameters in <see cref="Network"/>.</summary>
    public const string Prefix = "encoder.";

    public nn.Module Network { get; } = new Lesson(encoder, reader, head);

    public int BatchSize => batchSize;

    public WordsBatch Prepare(long step)
    {
        long[] numbers = [.. Enumerable.Range(0, batchSize).Select(i => step * batchSize + i)];
        return new WordsBatch(
            [.. numbers.Select(source.Caption)],
            [.. numbers.Select(i => source.Parts(i, WordsReader.Cells))]
        );
    }

    public Tensor Loss(WordsBatch batch, BatchRandom random)
    {
        // [N, L]
        Tensor ids = vocabulary.Encode(batch.Captions, encoder.Config.Length).to(encoder.parameters().First().device);
        return head.Loss(reader.call(encoder.call(ids).Tokens), batch.Parts).mean();
    }

    private sealed class Lesson : nn.Module
    {
        private readonly TextEncoder encoder;
        private readonly WordsReader reader;
        private readonly PartHead head;

        public Lesson(TextEncoder encoder, WordsReader reader, PartHead head)
            : base(nameof(Lesson))
        {
            (this.encoder, this.reader, this.head) = (encoder, reader, head);
            RegisterComponents();
        }
    }
}
