namespace Hippogriff.Studio.Refusals;

/// <summary>A refused request, with the fields of the APIs' error formats.</summary>
/// <param name="status">HTTP status, 400 to 599.</param>
/// <param name="message">One sentence that names the thing and what is allowed.</param>
/// <param name="field">Name of the wrong field as the client wrote it; null if there is none.</param>
/// <param name="code">Error code for programs, for example "model_not_found".</param>
public sealed class RefusedException(int status, string message, string? field = null, string? code = null)
    : HippogriffException(message),
        IAnswered
{
    /// <summary>The result of <paramref name="read"/>; a refusal names the field.</summary>
    /// <param name="field">Name of the field.</param>
    /// <param name="read">Reads the value.</param>
    /// <param name="status">HTTP status of the refusal.</param>
    /// <param name="code">Error code.</param>
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

    /// <summary>Whether an error is caused by a field and not by missing resources.</summary>
    private static bool IsOfField(HippogriffException error) =>
        error is not RefusedException && error.Kind is not (FaultKind.Resource or FaultKind.Busy);

    /// <summary>HTTP status, 400 to 599.</summary>
    public int Status { get; } = status;

    /// <summary>Name of the wrong field as the client wrote it; null if there is none.</summary>
    public override string? Field { get; init; } = field;

    /// <summary>Error code for programs; null for none.</summary>
    public string? Code { get; } = code;

    /// <summary>Whether a retry would start another job, because this one failed or was stopped by a user.</summary>
    public bool IsFinal { get; init; }
}
