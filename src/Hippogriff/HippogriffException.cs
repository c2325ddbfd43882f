using System.Text.Json;
using Hippogriff.Files;
using Hippogriff.Texts;

namespace Hippogriff;

/// <summary>
/// Something from outside is wrong (a name, a file, a size, the machine): the message is one sentence for a person,
/// naming the thing and the allowed values. The command line prints it and exits with 2; everything else is a bug and
/// exits with 1.
/// </summary>
public class HippogriffException : Exception
{
    /// <param name="message">One sentence.</param>
    /// <param name="kind">What sort of thing is wrong.</param>
    public HippogriffException(string message, FaultKind kind = FaultKind.InvalidRequest)
        : base(Fit.Sentence(message)) => Kind = kind;

    /// <summary>
    /// The kind is that of <paramref name="inner"/>: no such file, a full disk, text that is not JSON, and so on.
    /// </summary>
    /// <param name="message">One sentence.</param>
    /// <param name="inner">What was caught.</param>
    public HippogriffException(string message, Exception inner)
        : base(Fit.Sentence(message), inner) => Kind = KindOf(inner);

    /// <param name="message">One sentence.</param>
    /// <param name="inner">What was caught.</param>
    /// <param name="kind">What sort of thing is wrong.</param>
    public HippogriffException(string message, Exception inner, FaultKind kind)
        : base(Fit.Sentence(message), inner) => Kind = kind;

    /// <summary>What sort of thing is wrong.</summary>
    public FaultKind Kind { get; }

    /// <summary>
    /// The message for those who do not own the machine: files and folders by their names alone, without where they
    /// lie.
    /// </summary>
    public string MessageWithoutPaths => NamesOnly.Of(Message);

    private static FaultKind KindOf(Exception inner) =>
        inner switch
        {
            HippogriffException known => known.Kind,
            FileNotFoundException or DirectoryNotFoundException => FaultKind.NotFound,
            EndOfStreamException or InvalidDataException or JsonException or System.Text.DecoderFallbackException =>
                FaultKind.DamagedFile,
            IOException file when FileFault.IsBusy(file) => FaultKind.Busy,
            IOException or UnauthorizedAccessException or OutOfMemoryException => FaultKind.Resource,
            _ => FaultKind.InvalidRequest,
        };
}
