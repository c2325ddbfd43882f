namespace Hippogriff.Studio.Apis;

/// <summary>A request that cannot be followed, with what each API puts beside the sentence.</summary>
/// <param name="status">HTTP status, 400 to 599.</param>
/// <param name="message">One sentence that names the thing and what is allowed.</param>
/// <param name="field">Name of the field that is wrong, as the client wrote it; null where it is none of them.</param>
/// <param name="code">A word for programs, for example "model_not_found".</param>
public sealed class RefusedException(int status, string message, string? field = null, string? code = null) : HippogriffException(message)
{
    /// <summary>HTTP status, 400 to 599.</summary>
    public int Status { get; } = status;

    /// <summary>Name of the field that is wrong; null where it is none of them.</summary>
    public string? Field { get; } = field;

    /// <summary>A word for programs; null for none.</summary>
    public string? Code { get; } = code;
}
