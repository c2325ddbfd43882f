namespace Hippogriff.Data.Scenes;

/// <summary>
/// Frequencies of the features of a world. Shares are probabilities in [0, 1]; the first four are relative weights.
/// </summary>
public sealed record WorldWeights
{
    /// <summary>Relative weight of scenes with one thing.</summary>
    public double Single { get; init; } = 0.65;

    /// <summary>Relative weight of several things of one kind.</summary>
    public double Group { get; init; } = 0.1;

    /// <summary>Relative weight of two things, one beside or above the other.</summary>
    public double Places { get; init; } = 0.12;

    /// <summary>Relative weight of two things that do something together.</summary>
    public double Doings { get; init; } = 0.13;

    /// <summary>Two to four different things, some of them several times.</summary>
    public double Several { get; init; }

    /// <summary>Share of scenes with a look.</summary>
    public double LookShare { get; init; } = 0.3;

    /// <summary>Share of scenes before a plain background.</summary>
    public double PlainShare { get; init; } = 0.5;

    /// <summary>Share of things with a colour that the caption names.</summary>
    public double ColourShare { get; init; } = 0.3;

    /// <summary>Share of things with a size that the caption names.</summary>
    public double SizeShare { get; init; } = 0.15;

    /// <summary>Share of single things in a corner.</summary>
    public double CornerShare { get; init; } = 0.05;

    /// <summary>Share of outdoor scenes at night.</summary>
    public double NightShare { get; init; } = 0.2;

    /// <summary>Share of outdoor scenes with weather.</summary>
    public double WeatherShare { get; init; }

    /// <summary>Share of outdoor scenes at another time than the world's first.</summary>
    public double TimeShare { get; init; }

    /// <summary>Share of scenes that are mirrored.</summary>
    public double MirrorShare { get; init; } = 0.1;

    /// <summary>Share of complete captions.</summary>
    public double CompleteShare { get; init; } = 0.75;
}
