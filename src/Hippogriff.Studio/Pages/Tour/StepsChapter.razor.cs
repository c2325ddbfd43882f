using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Pages.Languages;
using Microsoft.AspNetCore.Components;

namespace Hippogriff.Studio.Pages.Tour;

/// <summary>The recorded film first, then any number of films that are drawn on this machine.</summary>
public sealed partial class StepsChapter : TourDrawingChapter
{
    private FilmView? _film;
    private LiveDrawing? _own;
    private Phrase _said = new("Tour.Steps.Early"),
        _real = new("Tour.Steps.Real", new Phrase("Tour.Film.Origin"));
    private int _at,
        _round;

    /// <inheritdoc/>
    protected override int Number => 3;

    private int Last => _own?.Picture is { } picture ? picture.Steps - 1 : ShippedFilm.Last;

    private object Words => _own?.Picture?.Settings.Prompt ?? (object)new Phrase("Tour.Film.Words");

    private void At(int at)
    {
        _at = at;
        if (at == Last)
            Visit.Play(Number);
    }

    private void See()
    {
        _film?.Stop();
        Visit.Play(Number);
        _said = _at >= Last ? new Phrase("Tour.Steps.End", Words) : new Phrase("Tour.Steps.Saw", _at, Last, Words);
    }

    private async Task AnotherAsync()
    {
        _own ??= NewDrawing();
        long seed = AnySeed();
        string[] surprises = Say["Tour.Steps.Surprises"].Split('\n', StringSplitOptions.TrimEntries);
        string words = surprises[(int)(seed + _round++) % surprises.Length];
        await _own.DrawAsync(Order(words, seed));
        if (_own.Picture is null)
            return;
        _said = new Phrase("Tour.Steps.What");
        _real = new Phrase("Tour.Steps.Now", _own.Picture.Settings.Model, seed);
    }
}
