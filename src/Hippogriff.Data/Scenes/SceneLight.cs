using SkiaSharp;

namespace Hippogriff.Data.Scenes;

/// <summary>How an outdoor scene is lit at a time of day: its sky, and what becomes of the colours below it.</summary>
public sealed class SceneLight
{
    private readonly double _red,
        _green,
        _blue,
        _lift;

    private SceneLight(string name, (double R, double G, double B, double Lift) land, params uint[] sky)
    {
        Name = name;
        (_red, _green, _blue, _lift) = land;
        Sky = [.. sky.Select(c => new SKColor(0xFF000000 | c))];
    }

    /// <summary>Plain daylight.</summary>
    public static SceneLight Day { get; } = new("day", (1, 1, 1, 0), 0x6BB9F5, 0xDBF1FF);

    /// <summary>Stars, and all below them dark and blue.</summary>
    public static SceneLight Night { get; } = new("night", (0.3, 0.34, 0.52, 16), 0x0B1033, 0x252F66);

    private static readonly SceneLight[] s_all =
    [
        Day,
        new("dawn", (0.92, 0.84, 0.86, 14), 0xA9C4F2, 0xF6C7D9, 0xFFE9A8),
        new("dusk", (0.66, 0.47, 0.5, 12), 0x3A2A6B, 0xB0407A, 0xFF8A3C),
        Night,
    ];

    /// <summary>Names of the lights there are.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. s_all.Select(l => l.Name)];

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Colours of the sky from the top to the horizon, at least two.</summary>
    internal IReadOnlyList<SKColor> Sky { get; }

    /// <summary>Whether there are stars instead of clouds.</summary>
    internal bool IsDark => this == Night;

    /// <summary>Whether the sun stands at the horizon.</summary>
    internal bool HasLowSun => Name is "dawn" or "dusk";

    /// <summary>The light of this name.</summary>
    /// <exception cref="HippogriffException">There is none.</exception>
    public static SceneLight Of(string name) =>
        s_all.FirstOrDefault(l => l.Name == name)
        ?? throw new HippogriffException($"The light \"{name}\" is unknown; known are {string.Join(", ", Names)}.");

    /// <summary>What becomes of a colour seen by day.</summary>
    internal SKColor Lit(SKColor day) =>
        this == Day
            ? day
            : new SKColor(
                (byte)(day.Red * _red),
                (byte)(day.Green * _green),
                (byte)Math.Min(255, day.Blue * _blue + _lift)
            );
}
