namespace Hippogriff.Studio.Refusals;

/// <summary>A failure that says itself how a client is answered.</summary>
internal interface IAnswered
{
    /// <summary>HTTP status, 400 to 599.</summary>
    int Status { get; }

    /// <summary>What strangers are told; null for the exception's own sentence without paths.</summary>
    string? Told => null;

    /// <summary>A word for programs; null for none.</summary>
    string? Code => null;

    /// <summary>When it is worth asking again; null if that is not known.</summary>
    TimeSpan? RetryAfter => null;
}
