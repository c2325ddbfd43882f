using Hippogriff.Studio.Pages.Compare;
using Hippogriff.Studio.Pages.Forms;

namespace Hippogriff.Studio.Pages;

/// <summary>
/// State of one browser window: form values, jobs and results. The browser keeps what can be written down
/// (<see cref="KeptSession"/>), so that it survives a reload and a new server. The server keeps results of inspections
/// as long as it runs (<see cref="LookShelf"/>).
/// </summary>
public sealed class PageSession
{
    /// <summary>Name by which the server finds the results of this window again after a reload.</summary>
    internal string Token { get; private set; } = Guid.NewGuid().ToString("N");

    /// <summary>Raised when something has changed that is to be kept.</summary>
    public event Action? Changed;

    /// <summary>Identity of this window, for <see cref="Jobs.Job.Client"/>.</summary>
    public string Client { get; } = $"page {Guid.NewGuid():N}"[..13];

    /// <summary>The form of the page that draws from a prompt.</summary>
    public DrawingForm Create { get; set; } = new();

    /// <summary>The form of the page that draws from a picture.</summary>
    public DrawingForm FromPicture { get; set; } = new();

    /// <summary>The form of the comparison page.</summary>
    public DrawingForm Compare { get; set; } = new();

    /// <summary>What the comparison page varies and shows.</summary>
    internal GridState Grid { get; set; } = new();

    /// <summary>
    /// The form of the inspection pages: one prompt for all. The seed is 1 by default, so that results are
    /// reproducible.
    /// </summary>
    public DrawingForm Inside { get; set; } = FirstLook();

    /// <summary>Prompts of the spread page, one per line.</summary>
    public string SpreadPrompts { get; set; } = "a picture\na cat\na blue cat\na blue cat on the grass at night";

    /// <summary>The sentence of the story page.</summary>
    public string Story { get; set; } = "A clown fish gets separated from his banana and must find his way home.";

    /// <summary>Jobs of the first page, newest first.</summary>
    public List<Guid> Jobs { get; } = [];

    /// <summary>Jobs of the page that draws from a picture, newest first.</summary>
    public List<Guid> FromPictureJobs { get; } = [];

    /// <summary>Name of the upload shown on the page that draws from a picture.</summary>
    public string? Source
    {
        get;
        set
        {
            field = value;
            Touch();
        }
    }

    /// <summary>Jobs whose pictures stand one by one in the gallery.</summary>
    internal HashSet<Guid> OpenStacks { get; } = [];

    /// <summary>The last address of the page that draws from a prompt, whose words were taken or drawn.</summary>
    internal string? Address { get; set; }

    /// <summary>Whether the window was loaded anew at <see cref="Address"/>, so that its words are no news.</summary>
    internal bool IsReloaded { get; set; }

    /// <summary>Says that something has changed that is to be kept.</summary>
    public void Touch() => Changed?.Invoke();

    /// <summary>What a browser is to keep.</summary>
    internal KeptSession Kept() =>
        new()
        {
            Token = Token,
            Create = KeptForm.Of(Create),
            FromPicture = KeptForm.Of(FromPicture),
            Compare = KeptForm.Of(Compare),
            Inside = KeptForm.Of(Inside),
            Grid = Grid,
            Spread = SpreadPrompts,
            Story = Story,
            Jobs = [.. Jobs],
            FromPictureJobs = [.. FromPictureJobs],
            Source = Source,
            Address = Address,
        };

    /// <summary>Takes over what a browser has kept.</summary>
    internal void Restore(KeptSession kept)
    {
        Token = kept.Token is { Length: > 0 and < 100 } token ? token : Token;
        Create = kept.Create?.ToForm() ?? Create;
        FromPicture = kept.FromPicture?.ToForm() ?? FromPicture;
        Compare = kept.Compare?.ToForm() ?? Compare;
        Inside = kept.Inside?.ToForm() ?? Inside;
        Grid = kept.Grid?.Checked() ?? Grid;
        SpreadPrompts = kept.Spread ?? SpreadPrompts;
        Story = kept.Story ?? Story;
        (Source, Address) = (kept.Source, kept.Address);
        Take(Jobs, kept.Jobs);
        Take(FromPictureJobs, kept.FromPictureJobs);
    }

    private static void Take(List<Guid> jobs, IReadOnlyList<Guid>? kept)
    {
        if (kept is null)
            return;
        jobs.Clear();
        jobs.AddRange(kept.Distinct());
    }

    private static DrawingForm FirstLook()
    {
        DrawingForm form = new() { Prompt = "a blue cat to the left of a red apple" };
        form.Seed.Keep(1);
        return form;
    }
}
