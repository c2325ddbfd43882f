using Hippogriff.Files;
using Hippogriff.Studio.Refusals;
using Hippogriff.Studio.Storage;
using Microsoft.AspNetCore.Http;

namespace Hippogriff.Studio.Jobs;

/// <summary>
/// Why drawn pictures cannot be written, said to clients once some attempts have failed. The job and those behind it
/// are kept; until they are written no more jobs are taken.
/// </summary>
/// <param name="reason">The error of the last attempt.</param>
internal sealed class WritingFault(Exception reason)
{
    private bool IsBusy => reason is HippogriffException { Kind: FaultKind.Busy };

    private string Reason =>
        IsBusy ? "Another program holds the studio's database"
        : reason is DiskFullException ? "The disk of the studio's folder is full"
        : "The studio's folder cannot be written";

    /// <summary>The answer to a client that waits for a job: 507, or 503 where the database is held.</summary>
    public RefusedException OfWaiting(Job job) =>
        new(
            IsBusy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status507InsufficientStorage,
            $"{Reason}, so the pictures of job {job.Id} come later: it is kept, and they are written when that is "
                + "possible.",
            code: "not_written_yet"
        )
        {
            IsFinal = true, // asking again would draw the pictures twice
        };

    /// <summary>The answer to a client that asks for another job.</summary>
    public HippogriffException OfNew()
    {
        string sentence =
            $"{Reason} and drawn pictures wait to be written, so no more jobs are taken; ask again later.";
        return IsBusy ? new StudioBusyException(sentence, reason) : new DiskFullException(sentence, reason);
    }
}
