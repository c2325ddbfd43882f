using Hippogriff.Studio.Refusals;
using Microsoft.AspNetCore.Http;

namespace Hippogriff.Studio.Trainings;

/// <summary>A run trains already: ask again when it has ended.</summary>
public sealed class TrainingBusyException(string message) : HippogriffException(message, FaultKind.Busy), IAnswered
{
    int IAnswered.Status => StatusCodes.Status409Conflict;
}
