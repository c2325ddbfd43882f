namespace Hippogriff.Studio.Refusals;

/// <summary>A request that cannot be followed, with what each API puts beside the sentence.</summary>
/// <param name="status">HTTP status, 400 to 599.</param>
/// <param name="message">One sentence that names the thing and what is allowed.</param>
/// <param name="field">Name of the field that is wrong, as the client wrote it; null if it is none of them.</param>
/// <param name="code">A word for programs, for example "model_not_found".</param>
public sealed class RefusedException(int status, string message, string? field = null, string? code = null)
    : HippogriffException(message),
        IAnswered
{
    /// <summary>What <paramref name="read"/> gives; where it refuses, the refusal names the field.</summary>
    /// <param name="field">Name of the field that is read.</param>
    /// <param name="read">Reads it.</param>
    /// <param name="status">HTTP status of the refusal.</param>
    /// <param name="code">A word for programs.</param>
    internal static async Task<T> NamingAsync<T>(
        string field,
        Func<Task<T>> read,
        int status = 400,
        string? code = "invalid_value"
    )
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (HippogriffException error) when (IsOfField(error))
        {
            throw new RefusedException(status, error.MessageWithoutPaths, field, code);
        }
    }

    /// <inheritdoc cref="NamingAsync"/>
    internal static T Naming<T>(string field, Func<T> read, int status = 400, string? code = "invalid_value")
    {
        try
        {
            return read();
        }
        catch (HippogriffException error) when (IsOfField(error))
        {
            throw new RefusedException(status, error.MessageWithoutPaths, field, code);
        }
    }

    /// <summary>What the machine lacks is no fault of a field.</summary>
    private static bool IsOfField(HippogriffException error) =>
        error is not RefusedException && error.Kind is not (FaultKind.Resource or FaultKind.Busy);

    /// <summary>HTTP status, 400 to 599.</summary>
    public int Status { get; } = status;

    /// <summary>Name of the field that is wrong; null if it is none of them.</summary>
    public string? Field { get; } = field;

    /// <summary>A word for programs; null for none.</summary>
    public string? Code { get; } = code;

    /// <summary>Asking again asks for another drawing: a person stopped this one, or it failed.</summary>
    public bool IsFinal { get; init; }
}
