using Hippogriff.Studio.Access;
using Hippogriff.Studio.Gallery;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Pages.Forms;
using Microsoft.AspNetCore.Components;

namespace Hippogriff.Studio.Pages.Class;

/// <summary>The pupils as they are now, and what the teacher does with them.</summary>
public sealed partial class TeacherPage
{
    private IReadOnlyList<PupilState> _pupils = [],
        _asked = [];
    private int _open;
    private bool _busy;
    private string _said = "";

    [Inject]
    private ClassRoom Room { get; set; } = null!;

    [Inject]
    private ClassDesk Desk { get; set; } = null!;

    [Inject]
    private People People { get; set; } = null!;

    [Inject]
    private IGallery Gallery { get; set; } = null!;

    [Inject]
    private IJobQueue Jobs { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private string Question
    {
        get
        {
            int pictures = _asked.Sum(pupil => pupil.Pictures);
            string whose = _asked.Count == 1 ? _asked[0].Person.Name : $"all {_asked.Count} pupils";
            return $"Delete {Spoken.Count(pictures, "picture")} of {whose}, and send them out?";
        }
    }

    /// <inheritdoc/>
    protected override void Follow()
    {
        People.Changed += Told;
        Gallery.Changed += Told;
        Jobs.Changed += OnChanged;
    }

    /// <inheritdoc/>
    protected override void Unfollow()
    {
        People.Changed -= Told;
        Gallery.Changed -= Told;
        Jobs.Changed -= OnChanged;
    }

    /// <inheritdoc/>
    protected override void Refresh() => (_pupils, _open) = (Desk.Pupils(), Jobs.Open().Count);

    private void OnChanged(JobEvent happened) => Told();

    private static string About(PupilState pupil)
    {
        string pictures = Spoken.Count(pupil.Pictures, "picture");
        return pupil.Now is not { } now ? pictures
            : now.Job.State == JobState.Running ? $"draws “{Spoken.Prompt(now.Job.Order.Prompt)}” · {pictures}"
            : $"waits with “{Spoken.Prompt(now.Job.Order.Prompt)}” · {pictures}";
    }

    private void Allow(PupilState pupil)
    {
        People.Allow(pupil.Person.Id);
        _said = $"The next one who types the name {pupil.Person.Name} within ten minutes is let in.";
    }

    private void Hide(PupilState pupil)
    {
        Desk.Hide(pupil.Person.Id);
        _said = $"The class sees no pictures of {pupil.Person.Name} any more.";
    }

    private void StopAll() => _said = $"{Spoken.Count(Desk.Stop(), "drawing")} stopped.";

    private void Ask(IReadOnlyList<PupilState> pupils) => _asked = pupils;

    private async Task ClearAsync()
    {
        _busy = true;
        try
        {
            int gone = await Desk.ClearAsync([.. _asked.Select(pupil => pupil.Person.Id)]);
            _said = $"{Spoken.Count(gone, "picture")} deleted.";
        }
        finally
        {
            (_busy, _asked) = (false, []);
        }
        Refresh();
    }
}
