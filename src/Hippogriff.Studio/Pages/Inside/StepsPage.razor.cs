using System.Globalization;
using Hippogriff.Imaging;
using Hippogriff.Insight;
using Hippogriff.Insight.Steps;
using Hippogriff.Studio.Gallery;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Pages.Forms;
using Hippogriff.Studio.Pages.Models;
using Hippogriff.Studio.Pages.Pictures;
using Microsoft.AspNetCore.Components;

namespace Hippogriff.Studio.Pages.Inside;

/// <summary>Draws one picture and shows one of its steps.</summary>
public sealed partial class StepsPage : InspectionPage
{
    private StepStory? _story;
    private IReadOnlyList<IReadOnlyList<(string Name, string Title, string About, string? Picture)>> _panes = [];
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

    private IReadOnlyList<(string Name, string Title, string About, string? Picture)> Panes => _panes[_at];

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
            "The picture is drawn. The slider goes through its steps."
        );

    private static IReadOnlyList<(string Name, string Title, string About, string? Picture)> Show(
        StepView step,
        double change,
        double pull
    ) =>
        [
            ("seen", "What it sees", "the noisy picture", Inline(step.Seen)),
            ("clean", "Clean guess", "what it takes it for", Inline(step.Clean)),
            ("noise", "Believed noise", "what it sees less the guess", Inline(step.Noise)),
            (
                "change",
                "What changed",
                $"in the guess, by {Number(step.Change.Strength)} of 255",
                Inline(step.Change.ToImage(change))
            ),
            step.Pull is { } pulled
                ? (
                    "pull",
                    "Where words pull",
                    $"guess with the words less without, {Number(pulled.Map.Strength)} of 255",
                    Inline(pulled.Map.ToImage(pull))
                )
                : ("pull", "Where words pull", "this step was not guided", null),
        ];

    private sealed record Look(
        StepStory Story,
        IReadOnlyList<IReadOnlyList<(string Name, string Title, string About, string? Picture)>> Panes
    );

    private static string Inline(RgbImage image) => PictureAddress.Inline(image);

    private static string Level(double sigma) => sigma.ToString("0.##", CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString("0", CultureInfo.InvariantCulture);
}
