using Hippogriff.Denoising;
using Hippogriff.Studio.Gallery;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Pages.Languages;
using Hippogriff.Studio.Pages.Models;
using Hippogriff.Studio.Pages.Shell;
using Microsoft.AspNetCore.Components;

namespace Hippogriff.Studio.Pages.Tour;

/// <summary>Base of chapters that draw: their drawings go through the studio's queue.</summary>
public abstract class TourDrawingChapter : TextComponent, IDisposable
{
    private const string Shipped = "first";
    private const int FewestSeed = 1,
        MostSeed = 999;
    private readonly List<LiveDrawing> _drawings = [];
    private readonly Lazy<string?> _drawsWith;
    private bool _gone;

    /// <summary>A chapter.</summary>
    protected TourDrawingChapter() =>
        _drawsWith = new Lazy<string?>(() =>
            Installed.List().Any(model => model is { Name: Shipped, Fault: null }) ? Shipped : null
        );

    /// <summary>The number of the chapter.</summary>
    protected abstract int Number { get; }

    /// <summary>Whether the chapter is shown.</summary>
    protected bool IsNow => Visit.Now == Number;

    /// <summary>How the browser shows things.</summary>
    [CascadingParameter]
    private protected ViewSettings View { get; set; } = new();

    [CascadingParameter]
    private protected TourVisit Visit { get; set; } = null!;

    /// <summary>Where drawings are found.</summary>
    [Inject]
    protected IGallery Gallery { get; set; } = null!;

    [Inject]
    private IJobQueue Queue { get; set; } = null!;

    [Inject]
    private PageModels Installed { get; set; } = null!;

    [Inject]
    private PageSession Session { get; set; } = null!;

    /// <summary>A seed between 1 and 999, short enough to be told to a friend.</summary>
    protected static long AnySeed() => FewestSeed + Seeds.Random() % MostSeed;

    /// <inheritdoc/>
    protected override void OnInitialized() => Visit.Changed += OnChanged;

    /// <inheritdoc/>
    public void Dispose()
    {
        _gone = true;
        Visit.Changed -= OnChanged;
        foreach (LiveDrawing drawing in _drawings)
            drawing.Dispose();
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Disposes further resources.</summary>
    protected virtual void Dispose(bool disposing) { }

    /// <summary>A drawing of this chapter, which ends with it.</summary>
    protected LiveDrawing NewDrawing()
    {
        LiveDrawing drawing = new(Queue, Gallery, Session.Client, Show);
        _drawings.Add(drawing);
        return drawing;
    }

    /// <summary>An order of the tour: by the shipped model where it is installed, with its steps kept.</summary>
    protected JobRequest Order(string words, long seed) =>
        new()
        {
            Prompt = words.Trim(),
            Seed = seed,
            Model = DrawsWith,
            KeepSteps = true,
        };

    /// <summary>Name of the model that the tour draws with; null for the default one.</summary>
    protected string? DrawsWith => _drawsWith.Value;

    /// <summary>"This is the model first on this machine": by its name once it has drawn.</summary>
    protected static Phrase Machine(LiveDrawing? drawing) =>
        drawing?.Picture is { } picture
            ? new Phrase("Tour.Machine.Named", picture.Settings.Model)
            : new Phrase("Tour.Machine");

    /// <summary>Renders, from any thread.</summary>
    protected void Show() =>
        _ = InvokeAsync(() =>
        {
            if (!_gone)
                StateHasChanged();
        });

    /// <summary>Called when the visitor came to or left a chapter, before it is rendered.</summary>
    protected virtual void OnVisit() { }

    private void OnChanged() =>
        _ = InvokeAsync(() =>
        {
            if (_gone)
                return;
            if (!IsNow)
                foreach (LiveDrawing drawing in _drawings)
                    drawing.Cancel(); // nobody looks on
            OnVisit();
            StateHasChanged();
        });
}
