using Hippogriff.Studio.Jobs;
using Microsoft.AspNetCore.Components;

namespace Hippogriff.Studio.Pages.Shell;

/// <summary>A component that shows the queue.</summary>
public abstract class QueueFollower : PacedComponent
{
    /// <summary>The queue that is followed.</summary>
    [Inject]
    protected IJobQueue Jobs { get; set; } = null!;

    /// <inheritdoc/>
    protected override void Follow() => Jobs.Changed += OnChanged;

    /// <inheritdoc/>
    protected override void Unfollow() => Jobs.Changed -= OnChanged;

    private void OnChanged(JobEvent happened) => Told();
}
