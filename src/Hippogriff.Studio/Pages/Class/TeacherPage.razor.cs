using Hippogriff.Studio.Access;
using Hippogriff.Studio.Gallery;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Pages.Forms;
using Hippogriff.Studio.Pages.Languages;
using Microsoft.AspNetCore.Components;

namespace Hippogriff.Studio.Pages.Class;

/// <summary>The pupils as they are now, and what the teacher does with them.</summary>
public sealed partial class TeacherPage
{
    private IReadOnlyList<PupilState> _pupils = [];
    private IReadOnlyList<string> _asked = [];
    private int _open;
    private bool _busy;
    private Phrase? _said;

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
    private JobQueue Queue { get; set; } = null!;

    private Phrase Present =>
        new("Class.HereNow", Phrase.Count("Class.Pupils", _pupils.Count), _pupils.Count(one => one.IsHere));

    /// <summary>The pupils that the question is about, as they are now: they may draw while it is asked.</summary>
    private PupilState[] Asked => [.. _pupils.Where(pupil => _asked.Contains(pupil.Person.Id))];

    private static Phrase Question(PupilState[] asked) =>
        new(
            "Class.Question",
            Spoken.Pictures(asked.Sum(pupil => pupil.Pictures)),
            asked.Length == 1 ? asked[0].Person.Name : new Phrase("Class.All", asked.Length)
        );

    /// <inheritdoc/>
    protected override void Follow()
    {
        People.Changed += Told;
        Gallery.Changed += Told;
        Jobs.Changed += OnChanged;
        Queue.HoldChanged += Told;
    }

    /// <inheritdoc/>
    protected override void Unfollow()
    {
        People.Changed -= Told;
        Gallery.Changed -= Told;
        Jobs.Changed -= OnChanged;
        Queue.HoldChanged -= Told;
    }

    /// <inheritdoc/>
    protected override void Refresh() => (_pupils, _open) = (Desk.Pupils(), Jobs.Open().Count);

    private void OnChanged(JobEvent happened) => Told();

    private static Phrase About(PupilState pupil)
    {
        Phrase pictures = Spoken.Pictures(pupil.Pictures);
        return pupil.Now is not { } now
            ? pictures
            : new Phrase(
                now.Job.State == JobState.Running ? "Class.Draws" : "Class.Waits",
                Spoken.Named(now.Job.Order.Prompt),
                pictures
            );
    }

    private void Allow(PupilState pupil)
    {
        People.Allow(pupil.Person.Id);
        _said = new Phrase("Class.LetInSaid", pupil.Person.Name);
    }

    private void Hide(PupilState pupil)
    {
        Desk.Hide(pupil.Person.Id);
        _said = new Phrase("Class.HideSaid", pupil.Person.Name);
    }

    private void StopAll() => _said = Phrase.Count("Class.Stopped", Desk.Hold());

    private void GoOn()
    {
        Desk.GoOn();
        _said = new Phrase("Class.GoesOn");
    }

    private void Ask(IReadOnlyList<PupilState> pupils) => _asked = [.. pupils.Select(pupil => pupil.Person.Id)];

    private async Task ClearAsync()
    {
        _busy = true;
        try
        {
            int gone = await Desk.ClearAsync(_asked);
            _said = new Phrase("Class.Deleted", Spoken.Pictures(gone));
        }
        finally
        {
            (_busy, _asked) = (false, []);
        }
        Refresh();
    }
}
