using Hippogriff.Imaging;
using Hippogriff.Insight;
using Hippogriff.Insight.Steps;
using Hippogriff.Studio.Gallery;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Pages.Forms;
using Hippogriff.Studio.Pages.Languages;
using Hippogriff.Studio.Pages.Models;
using Hippogriff.Studio.Pages.Pictures;
using Microsoft.AspNetCore.Components;

namespace Hippogriff.Studio.Pages.Inside;

/// <summary>Draws one picture and shows one of its steps.</summary>
public sealed partial class StepsPage : InspectionPage
{
    private StepStory? _story;
    private IReadOnlyList<IReadOnlyList<(string Name, Phrase About, string? Picture)>> _panes = [];
    private int _at;

    [Inject]
    private IGallery Gallery { get; set; } = null!;

    [Inject]
    private PageModels Installed { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    /// <summary>Id of a gallery picture whose settings are used.</summary>
    [SupplyParameterFromQuery(Name = "picture")]
    private long? Picture { get; set; }

    private StepView Step => _story!.Steps[_at];

    private IReadOnlyList<(string Name, Phrase About, string? Picture)> Panes => _panes[_at];

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        if (Picture is null && LastLook<Look>() is { } last)
            (_story, _panes, _at) = (last.Story, last.Panes, last.Story.Steps.Count - 1);
    }

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        if (Picture is not { } id)
            return;
        if (Gallery.Find(id) is { } picture)
            Session.Inside = DrawingForm.From(picture.Settings, Installed.List().Select(model => model.Name));
        // reloading the page must not apply them again
        Navigation.NavigateTo(InsideView.Steps.Address, new NavigationOptions { ReplaceHistoryEntry = true });
    }

    private Task DrawAsync() =>
        RunAsync(
            async stop =>
            {
                JobRequest order = Session.Inside.ToOrder();
                StepStory story = await InspectAsync(
                    order,
                    (pipeline, request, progress, token) => pipeline.StepsAsync(request, progress, token),
                    stop
                );
                double change = story.Steps.Max(step => (double)step.Change.Peak),
                    pull = story.Steps.Max(step => (double)(step.Pull?.Map.Peak ?? 0));
                (_story, _at) = (story, story.Steps.Count - 1);
                _panes = [.. story.Steps.Select(step => Show(step, change, pull))];
                KeepLook(new Look(_story, _panes));
                Session.Inside.Seed.Used(story.Settings.Seed);
            },
            new Phrase("Inside.Steps.Done")
        );

    private static IReadOnlyList<(string Name, Phrase About, string? Picture)> Show(
        StepView step,
        double change,
        double pull
    ) =>
        [
            ("seen", new("Inside.Steps.Noisy"), Inline(step.Seen)),
            ("clean", new("Inside.Steps.TakesFor"), Inline(step.Clean)),
            ("noise", new("Inside.Steps.Less"), Inline(step.Noise)),
            ("change", new("Inside.Steps.By", step.Change.Strength), Inline(step.Change.ToImage(change))),
            step.Pull is { } pulled
                ? ("pull", new("Inside.Steps.Pulled", pulled.Map.Strength), Inline(pulled.Map.ToImage(pull)))
                : ("pull", new("Inside.Steps.NotGuided"), null),
        ];

    private sealed record Look(
        StepStory Story,
        IReadOnlyList<IReadOnlyList<(string Name, Phrase About, string? Picture)>> Panes
    );

    private static string Inline(RgbImage image) => PictureAddress.Inline(image);
}
