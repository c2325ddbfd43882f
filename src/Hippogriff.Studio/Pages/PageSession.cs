using Hippogriff.Studio.Pages.Forms;

namespace Hippogriff.Studio.Pages;

/// <summary>
/// What one browser window has filled in and asked for; lives as long as its circuit, so that going from page to page
/// loses nothing.
/// </summary>
public sealed class PageSession
{
    /// <summary>Who this window is, for <see cref="Jobs.Job.Client"/>.</summary>
    public string Client { get; } = $"page {Guid.NewGuid():N}"[..13];

    /// <summary>The form of the page that draws from words.</summary>
    public DrawingForm Create { get; set; } = new();

    /// <summary>The form of the page that draws from a picture.</summary>
    public DrawingForm FromPicture { get; set; } = new();

    /// <summary>The form of the page that compares.</summary>
    public DrawingForm Compare { get; set; } = new();

    /// <summary>
    /// The form of the pages that look into the model: one prompt for all, and seed 1 until another is chosen, so that
    /// what is shown can be shown again.
    /// </summary>
    public DrawingForm Inside { get; set; } = FirstLook();

    /// <summary>Prompts of the page that measures how much each can become, one a line.</summary>
    public string SpreadPrompts { get; set; } = "a picture\na cat\na blue cat\na blue cat on the grass at night";

    /// <summary>Jobs of the first page, newest first.</summary>
    public List<Guid> Jobs { get; } = [];

    /// <summary>Jobs of the page that draws from a picture, newest first.</summary>
    public List<Guid> FromPictureJobs { get; } = [];

    /// <summary>Name of the upload that the page that draws from a picture shows.</summary>
    public string? Source { get; set; }

    private static DrawingForm FirstLook()
    {
        DrawingForm form = new() { Prompt = "a blue cat to the left of a red apple" };
        form.Seed.Keep(1);
        return form;
    }
}
