using Hippogriff.Studio.Pages.Forms;

namespace Hippogriff.Studio.Pages;

/// <summary>
/// State of one browser window: form values and jobs. Lives as long as its circuit, so that navigation loses nothing.
/// </summary>
public sealed class PageSession
{
    /// <summary>Identity of this window, for <see cref="Jobs.Job.Client"/>.</summary>
    public string Client { get; } = $"page {Guid.NewGuid():N}"[..13];

    /// <summary>The form of the page that draws from a prompt.</summary>
    public DrawingForm Create { get; set; } = new();

    /// <summary>The form of the page that draws from a picture.</summary>
    public DrawingForm FromPicture { get; set; } = new();

    /// <summary>The form of the comparison page.</summary>
    public DrawingForm Compare { get; set; } = new();

    /// <summary>
    /// The form of the inspection pages: one prompt for all. The seed is 1 by default, so that results are
    /// reproducible.
    /// </summary>
    public DrawingForm Inside { get; set; } = FirstLook();

    /// <summary>Prompts of the spread page, one per line.</summary>
    public string SpreadPrompts { get; set; } = "a picture\na cat\na blue cat\na blue cat on the grass at night";

    /// <summary>Jobs of the first page, newest first.</summary>
    public List<Guid> Jobs { get; } = [];

    /// <summary>Jobs of the page that draws from a picture, newest first.</summary>
    public List<Guid> FromPictureJobs { get; } = [];

    /// <summary>Name of the upload shown on the page that draws from a picture.</summary>
    public string? Source { get; set; }

    private static DrawingForm FirstLook()
    {
        DrawingForm form = new() { Prompt = "a blue cat to the left of a red apple" };
        form.Seed.Keep(1);
        return form;
    }
}
