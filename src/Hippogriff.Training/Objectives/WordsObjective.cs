using Hippogriff.Data.Examples;
using Hippogriff.Models.Text;
using Hippogriff.Training.Loop;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Training.Objectives;

/// <summary>Captions and what lies where in their pictures, which nobody has drawn.</summary>
public sealed record WordsBatch(IReadOnlyList<string> Captions, IReadOnlyList<PartMap> Parts);

/// <summary>
/// Teaches a text encoder what words mean before there are pictures: from a caption alone, which thing lies in which
/// cell, in which colour. Thousands of captions a second can be asked so, where a denoiser sees dozens of pictures;
/// word order, which decides who is left of whom and whose colour is which, is learned in minutes.
/// </summary>
/// <param name="encoder">Learns.</param>
/// <param name="source">Knows captions and what they show.</param>
/// <param name="vocabulary">The words of the encoder.</param>
/// <param name="reader">Reads the encoder's words.</param>
/// <param name="head">Says what the reader saw.</param>
/// <param name="batchSize">Captions an update.</param>
internal sealed class WordsObjective(
    TextEncoder encoder,
    IPartSource source,
    Vocabulary vocabulary,
    WordsReader reader,
    PartHead head,
    int batchSize
) : IObjective<WordsBatch>
{
    /// <summary>Where the encoder's parameters lie among those of <see cref="Network"/>.</summary>
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

    public Tensor Loss(WordsBatch batch, Generator random)
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
