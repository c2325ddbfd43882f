using Hippogriff.Insight;
using Hippogriff.Insight.Attention;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Pages.Inside;
using Hippogriff.Studio.Pages.Languages;
using Hippogriff.Studio.Pages.Pictures;
using Microsoft.AspNetCore.Components;

namespace Hippogriff.Studio.Pages.Tour;

/// <summary>A word, and the picture that glows where it was read.</summary>
/// <param name="Word">The word.</param>
/// <param name="Picture">The picture as a data URL.</param>
public sealed record WordPicture(string Word, string Picture);

/// <summary>Draws a picture again and records where its words were read.</summary>
public sealed partial class HeatWords : InspectionPage
{
    private IReadOnlyList<WordPicture> _heats = [];
    private WordPicture? _chosen;
    private JobRequest? _looked;

    /// <summary>The drawing to look into; null if there is none.</summary>
    [Parameter, EditorRequired]
    public required JobRequest? Order { get; set; }

    /// <summary>Told the chosen word, and null when none is chosen any more.</summary>
    [Parameter]
    public EventCallback<WordPicture?> Chosen { get; set; }

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        if (_looked is null || _looked == Order)
            return;
        (_looked, _heats, _chosen) = (null, [], null); // another drawing
        Cancel();
    }

    private Task LookAsync()
    {
        JobRequest order = Order!;
        return RunAsync(
            async stop =>
            {
                AttentionStory story = (
                    await InspectAsync(
                        order,
                        (pipeline, request, progress, token) => pipeline.AttentionAsync(request, progress, token),
                        stop
                    )
                ).Contrasted();
                if (story.Words.Count == 0)
                    throw new HippogriffException(Say["Tour.Heat.None"]);
                double hottest = story.Words.Max(word => (double)word.Map.Peak);
                _heats =
                [
                    .. story.Words.Select(word => new WordPicture(
                        word.Word,
                        PictureAddress.Inline(word.Map.Over(story.Image, hottest))
                    )),
                ];
                _looked = order;
            },
            new Phrase("Tour.Heat.Choose")
        );
    }

    private Task ChooseAsync(WordPicture heat)
    {
        _chosen = heat == _chosen ? null : heat;
        return Chosen.InvokeAsync(_chosen);
    }
}
