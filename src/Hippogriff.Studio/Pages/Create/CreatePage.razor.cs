using Hippogriff.Studio.Gallery;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Pages.Forms;
using Hippogriff.Studio.Pages.Languages;
using Hippogriff.Studio.Pages.Models;
using Hippogriff.Studio.Pages.Pictures;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Hippogriff.Studio.Pages.Create;

/// <summary>
/// Takes words and settings from the address, and draws. The address follows what was drawn last, so that it can be
/// kept and sent.
/// </summary>
public sealed partial class CreatePage : TextComponent, IAsyncDisposable
{
    private const int MostCards = 30;
    private Phrase? _said;
    private string? _taken;
    private IJSObjectReference? _module;

    [Inject]
    private IJSRuntime Js { get; set; } = null!;

    [Inject]
    private IJobQueue Queue { get; set; } = null!;

    [Inject]
    private IGallery Gallery { get; set; } = null!;

    [Inject]
    private PageModels Installed { get; set; } = null!;

    [Inject]
    private PageSession Session { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    /// <summary>Number of the picture whose settings are taken over.</summary>
    [SupplyParameterFromQuery(Name = "reuse")]
    private long? Reuse { get; set; }

    /// <summary>Name of the model to draw with.</summary>
    [SupplyParameterFromQuery(Name = "model")]
    private string? Model { get; set; }

    /// <summary>Words to draw.</summary>
    [SupplyParameterFromQuery(Name = "prompt")]
    private string? Words { get; set; }

    /// <summary>The seed to draw them with.</summary>
    [SupplyParameterFromQuery(Name = "seed")]
    private long? Seed { get; set; }

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        IEnumerable<JobEvent> begun = Queue
            .Open()
            .Where(open =>
                open.Job.Order.Source is null
                && !Session.Jobs.Contains(open.Job.Id)
                && !Session.FromPictureJobs.Contains(open.Job.Id)
            );
        foreach (JobEvent open in begun)
            Session.Jobs.Insert(0, open.Job.Id); // in another window, or before this one was loaded anew
    }

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        if (Navigation.Uri == _taken)
            return;
        _taken = Navigation.Uri;
        if (Session.IsReloaded)
        {
            Session.IsReloaded = false;
            return;
        }
        if (Words is not null)
            Session.Address = Navigation.ToBaseRelativePath(Navigation.Uri);
        if (Reuse is { } id && Gallery.Find(id) is { } picture)
            Session.Create = DrawingForm.From(picture.Settings, Installed.List().Select(model => model.Name));
        if (Model is { } model && Installed.List().Any(there => there.Name == model))
            Session.Create = new DrawingForm { Prompt = Session.Create.Prompt, Model = model };
        if (Words is { } words)
            Session.Create.Prompt = words;
        if (Seed is { } seed and >= 0 && Words is not null)
            Session.Create.Seed.Keep(seed);
        Session.Touch();
        if (Reuse is not null || Model is not null)
            Navigation.NavigateTo("/create", new NavigationOptions { ReplaceHistoryEntry = true }); // not twice
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        _module = await Js.InvokeAsync<IJSObjectReference>("import", "/" + PageAssets.Address("view.js"));
        await _module.InvokeVoidAsync("been");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_module is not null)
                await _module.DisposeAsync();
        }
        catch (JSDisconnectedException) { } // the window is gone, and its modules with it
    }

    private async Task DrawAsync()
    {
        Job job = await Queue.EnqueueAsync(Session.Create.ToOrder(), Session.Client);
        Session.Create.Seed.Used(job.Order.Seed);
        Show(job);
        Session.Address = PictureAddress.Create(job.Order.Prompt, job.Order.Seed);
        Session.Touch();
        if (_module is not null)
            await _module.InvokeVoidAsync("settle", "/" + Session.Address);
    }

    private async Task AgainAsync(JobRequest order) => Show(await Queue.EnqueueAsync(order, Session.Client));

    private void Show(Job job)
    {
        Session.Jobs.Insert(0, job.Id);
        if (Session.Jobs.Count > MostCards)
            Session.Jobs.RemoveRange(MostCards, Session.Jobs.Count - MostCards);
        _said = new Phrase("Create.Accepted", Spoken.Named(job.Order.Prompt));
        Session.Touch();
    }

    private void Announce(Job job) => _said = Spoken.End(job);
}
