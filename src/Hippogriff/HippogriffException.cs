using System.Text.Json;
using Hippogriff.Files;
using Hippogriff.Texts;

namespace Hippogriff;

/// <summary>
/// An error in external input: a name, a file, a size or the machine. The message is one sentence that names the thing
/// and the allowed values. The command line prints it and exits with 2; other exceptions are internal errors and exit
/// with 1.
/// </summary>
public class HippogriffException : Exception
{
    /// <param name="message">One sentence.</param>
    /// <param name="kind">The kind of error.</param>
    public HippogriffException(string message, FaultKind kind = FaultKind.InvalidRequest)
        : base(Fit.Sentence(message)) => Kind = kind;

    /// <summary>
    /// Takes the kind from <paramref name="inner"/>: missing file, full disk, invalid JSON, and so on.
    /// </summary>
    /// <param name="message">One sentence.</param>
    /// <param name="inner">The exception that was caught.</param>
    public HippogriffException(string message, Exception inner)
        : base(Fit.Sentence(message), inner) => Kind = KindOf(inner);

    /// <param name="message">One sentence.</param>
    /// <param name="inner">The exception that was caught.</param>
    /// <param name="kind">The kind of error.</param>
    public HippogriffException(string message, Exception inner, FaultKind kind)
        : base(Fit.Sentence(message), inner) => Kind = kind;

    /// <summary>The kind of error.</summary>
    public FaultKind Kind { get; }

    /// <summary>
    /// The option of a drawing that is wrong, as <see cref="Pipelines.GenerationField.SnakeName"/>; null if it is none.
    /// </summary>
    public virtual string? Field { get; init; }

    /// <summary>The message for remote clients: files and folders by name, without paths.</summary>
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
