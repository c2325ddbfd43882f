using Hippogriff.Studio.Jobs;
using Microsoft.AspNetCore.Components;

namespace Hippogriff.Studio.Pages.Tour;

/// <summary>The recorded film first, then any number of films that are drawn on this machine.</summary>
public sealed partial class StepsChapter : TourDrawingChapter
{
    private static readonly string[] s_surprises =
    [
        "a blue cat on the grass",
        "a red car in the desert",
        "a rocket in the sky",
        "an owl at night",
        "a yellow fish in the sea",
        "a house in the snow",
        "an elephant on a meadow",
        "a green frog",
    ];

    private FilmView? _film;
    private LiveDrawing? _own;
    private string _said = "How early do you see it? Most people need more than five steps.",
        _real = $"The model that comes with this program drew this. {ShippedFilm.Origin} The words come at the end.";
    private int _at,
        _round;

    /// <inheritdoc/>
    protected override int Number => 3;

    private int Last => _own?.Picture is { } picture ? picture.Steps - 1 : ShippedFilm.Last;

    private string Words => _own?.Picture?.Settings.Prompt ?? ShippedFilm.Words;

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
        _said =
            _at >= Last
                ? $"That was the end: {Words}. Play it again and be quicker."
                : $"You saw it at step {_at} of {Last}. It becomes {Words}.";
    }

    private async Task AnotherAsync()
    {
        _own ??= NewDrawing();
        long seed = AnySeed();
        string words = s_surprises[(int)(seed + _round++) % s_surprises.Length];
        await _own.DrawAsync(Order(words, seed));
        if (_own.Picture is null)
            return;
        _said = "What will it be? Press I see it!";
        _real = $"The model {_own.Picture.Settings.Model} drew this on this machine just now, seed {seed}.";
    }
}
