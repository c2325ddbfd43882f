using Hippogriff.Studio.Jobs;
using Microsoft.AspNetCore.Components;

namespace Hippogriff.Studio.Pages.Shell;

/// <summary>A component that shows the queue.</summary>
public abstract class QueueFollower : PacedComponent
{
    [Inject]
    protected IJobQueue Jobs { get; set; } = null!;

    protected override void Follow() => Jobs.Changed += OnChanged;

    protected override void Unfollow() => Jobs.Changed -= OnChanged;

    private void OnChanged(JobEvent happened) => Told();
}
