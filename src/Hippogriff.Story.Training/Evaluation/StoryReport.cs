namespace Hippogriff.Story.Training.Evaluation;

/// <summary>Bounds on held-out plots in nats per word; lower is better.</summary>
/// <param name="Plots">Held-out plots.</param>
/// <param name="Model">Bound of the model.</param>
/// <param name="Error">Its standard error.</param>
/// <param name="Unigram">The unigram baseline.</param>
/// <param name="Trigram">The trigram baseline.</param>
/// <param name="Masked">Bound of a model trained with masks; null if not given.</param>
/// <param name="Unknown">Share of unknown words; they are given to all models.</param>
public sealed record BoundFigures(
    int Plots,
    double Model,
    double Error,
    double Unigram,
    double Trigram,
    double? Masked,
    double Unknown
);

/// <summary>Figures of unconditional or conditional samples.</summary>
/// <param name="Plots">Number of samples.</param>
/// <param name="Guidance">Guidance scale.</param>
/// <param name="Parsed">Share accepted by the grammar; null for the style of films.</param>
/// <param name="GenreRight">Share with the requested genre by the classifier; null without one.</param>
/// <param name="GenreByGrammar">Share accepted by the grammar as a plot of the requested genre; null without
/// one.</param>
/// <param name="CountryRight">Share that names only the requested country; null without one.</param>
/// <param name="Entropy">Entropy of the words, in nats.</param>
/// <param name="DataEntropy">The same for as many held-out plots.</param>
/// <param name="Distinct2">Share of distinct word pairs.</param>
/// <param name="DataDistinct2">The same for as many held-out plots.</param>
/// <param name="Remembered">Share with six consecutive words of a training plot.</param>
/// <param name="DataRemembered">The same for held-out plots: the share by chance and by common phrases.</param>
/// <param name="Copied">Share that equal a training plot.</param>
public sealed record SampleFigures(
    int Plots,
    double Guidance,
    double? Parsed,
    double? GenreRight,
    double? GenreByGrammar,
    double? CountryRight,
    double Entropy,
    double DataEntropy,
    double Distinct2,
    double DataDistinct2,
    double Remembered,
    double DataRemembered,
    double Copied
);

/// <summary>All figures of a story model.</summary>
public sealed record StoryReport
{
    /// <summary>Name of the model.</summary>
    public required string Model { get; init; }

    /// <summary>Bounds on composed plots and on plots of films.</summary>
    public required BoundFigures ComposedBound { get; init; }

    /// <inheritdoc cref="ComposedBound"/>
    public BoundFigures? FilmBound { get; init; }

    /// <summary>One wrong word from the whole list.</summary>
    public required WrongWordFigures ComposedWrong { get; init; }

    /// <summary>One wrong word from those of the grammar, which is harder.</summary>
    public required WrongWordFigures ComposedWrongNear { get; init; }

    /// <summary>One wrong word in plots of films.</summary>
    public WrongWordFigures? FilmWrong { get; init; }

    /// <summary>Accuracy of the classifier on held-out composed plots: the ceiling of the genre figures.</summary>
    public required double ClassifierRight { get; init; }

    /// <summary>Composed style without other conditions.</summary>
    public required SampleFigures Free { get; init; }

    /// <summary>Every genre in turn with a country, without guidance.</summary>
    public required SampleFigures Unguided { get; init; }

    /// <summary>The same with guidance.</summary>
    public required SampleFigures Guided { get; init; }

    /// <summary>Style of films without other conditions; compared with the films.</summary>
    public SampleFigures? FreeFilm { get; init; }

    /// <summary>Milliseconds for a plot of 20 words in 24 steps with guidance; median of several warm runs.</summary>
    public required double MillisecondsAPlot { get; init; }

    /// <summary>How long the evaluation took, in seconds.</summary>
    public required double Seconds { get; init; }
}
