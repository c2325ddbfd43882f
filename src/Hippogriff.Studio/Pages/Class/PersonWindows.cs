using Hippogriff.Studio.Access;
using Microsoft.AspNetCore.Components.Server.Circuits;

namespace Hippogriff.Studio.Pages.Class;

/// <summary>Counts the windows that each person has open, so that the teacher sees who is there.</summary>
internal sealed class PersonWindows(Viewer viewer, People people) : CircuitHandler
{
    private string? _person;

    public override Task OnConnectionUpAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        if (viewer is { IsPupil: true, Owner: { } person })
            people.Count(_person = person, 1);
        return Task.CompletedTask;
    }

    public override Task OnConnectionDownAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        if (_person is { } person)
            people.Count(person, -1);
        _person = null;
        return Task.CompletedTask;
    }
}
