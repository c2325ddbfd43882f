using Hippogriff.Studio.Refusals;
using Microsoft.AspNetCore.Http;

namespace Hippogriff.Studio.Access;

/// <summary>The file of keys cannot be read. All requests are refused, and clients are not told why.</summary>
public sealed class ApiKeysException : HippogriffException, IAnswered
{
    /// <param name="message">One sentence for the owner.</param>
    public ApiKeysException(string message)
        : base(message, FaultKind.DamagedFile) { }

    /// <param name="message">One sentence for the owner.</param>
    /// <param name="inner">What was caught.</param>
    public ApiKeysException(string message, Exception inner)
        : base(message, inner) { }

    int IAnswered.Status => StatusCodes.Status503ServiceUnavailable;

    string? IAnswered.Told => "The keys of this server cannot be read, so all requests are refused; its log says why.";
}
