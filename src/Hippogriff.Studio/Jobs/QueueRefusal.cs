namespace Hippogriff.Studio.Jobs;

/// <summary>Why the queue takes no job.</summary>
internal enum QueueFault
{
    /// <summary>The server ends.</summary>
    Ending,

    /// <summary>Too many jobs wait.</summary>
    Full,

    /// <summary>Too many jobs of this client wait.</summary>
    FullOfClient,

    /// <summary>The pictures of this owner's day are used up.</summary>
    Day,
}

/// <summary>Why the queue takes no job, with its numbers, so that pages can say it in their language.</summary>
/// <param name="Fault">Why.</param>
/// <param name="Number">How many wait, or were drawn or wait in a day.</param>
/// <param name="Most">How many may be drawn in a day.</param>
internal sealed record QueueRefusal(QueueFault Fault, int Number = 0, int Most = 0);
