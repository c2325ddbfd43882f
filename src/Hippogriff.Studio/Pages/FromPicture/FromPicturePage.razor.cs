using Hippogriff.Imaging.Codecs;
using Hippogriff.Pipelines;
using Hippogriff.Studio.Gallery;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Pages.Forms;
using Hippogriff.Studio.Pages.Languages;
using Microsoft.AspNetCore.Components;

namespace Hippogriff.Studio.Pages.FromPicture;

/// <summary>Receives a picture, gets the mask from the panel, and enqueues the job.</summary>
public sealed partial class FromPicturePage : TextComponent
{
    private IReadOnlyList<(string Value, string Text)> Fits =>
        [
            (nameof(SourceFit.Cover), Say["From.Fit.Cover"]),
            (nameof(SourceFit.Contain), Say["From.Fit.Contain"]),
            (nameof(SourceFit.Exact), Say["From.Fit.Exact"]),
        ];

    private Phrase? _said;
    private MaskPanel? _mask;

    [Inject]
    private IJobQueue Queue { get; set; } = null!;

    [Inject]
    private IGallery Gallery { get; set; } = null!;

    [Inject]
    private IUploads Uploads { get; set; } = null!;

    [Inject]
    private PageSession Session { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    /// <summary>Id of a gallery picture to start from.</summary>
    [SupplyParameterFromQuery(Name = "picture")]
    private long? Picture { get; set; }

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        if (Picture is not { } id)
            return;
        Navigation.NavigateTo("/from", new NavigationOptions { ReplaceHistoryEntry = true });
        if (Gallery.Find(id) is not { } picture || Gallery.Png(id) is not { } png)
            return;
        Session.Source = await Uploads.KeepPictureAsync(png);
        Session.FromPicture.Prompt = picture.Settings.Prompt;
    }

    private async Task DrawAsync()
    {
        if (Session.Source is not { } source)
            throw new SaidException(new Phrase("From.Missing"));
        DrawingForm form = Session.FromPicture;
        byte[]? mask = _mask is null ? null : await _mask.ReadMaskAsync();
        Job job = await Queue.EnqueueAsync(
            form.ToOrder() with
            {
                Source = source,
                SourceFit = form.SourceFit,
                Strength = form.Strength,
                Mask = mask is null ? null : await Uploads.KeepMaskAsync(mask, MaskMeaning.White),
                MaskBlur = mask is null ? 0 : form.MaskBlur,
            },
            Session.Client
        );
        form.Seed.Used(job.Order.Seed);
        Show(job);
    }

    private void TakeFit(string? name) => Session.FromPicture.SourceFit = Enum.Parse<SourceFit>(name!);

    private async Task AgainAsync(JobRequest order) => Show(await Queue.EnqueueAsync(order, Session.Client));

    private void Show(Job job)
    {
        Session.FromPictureJobs.Insert(0, job.Id);
        Session.Touch();
        _said = new Phrase("Create.Accepted", Spoken.Named(job.Order.Prompt));
    }

    private void Announce(Job job) => _said = Spoken.End(job);
}
