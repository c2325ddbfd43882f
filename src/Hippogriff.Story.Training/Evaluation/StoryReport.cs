namespace Hippogriff.Story.Training.Evaluation;

/// <summary>What a held-out word costs, in nats: the lower, the better the plot is foreseen.</summary>
/// <param name="Plots">Held-out plots.</param>
/// <param name="Model">Bound of the model.</param>
/// <param name="Error">Standard error of it.</param>
/// <param name="Unigram">Words told by their frequency.</param>
/// <param name="Trigram">Words told by the two before.</param>
/// <param name="Masked">Bound of a model that was trained with blanks; null where none was given.</param>
/// <param name="Unknown">Share of the words that are on no list; they are given to all.</param>
public sealed record BoundFigures(
    int Plots,
    double Model,
    double Error,
    double Unigram,
    double Trigram,
    double? Masked,
    double Unknown
);

/// <summary>What free or wished-for samples are like.</summary>
/// <param name="Plots">Number of samples.</param>
/// <param name="Guidance">Guidance scale.</param>
/// <param name="Parsed">Share that the grammar accepts; null for the style of films.</param>
/// <param name="GenreRight">Share whose genre, by the classifier, is the one that was wished for; null where none
/// was.</param>
/// <param name="GenreByGrammar">Share that the grammar accepts as a plot of the genre wished for; null where none
/// was.</param>
/// <param name="CountryRight">Share that names the country wished for and no other; null where none was.</param>
/// <param name="Entropy">Entropy of the words, in nats.</param>
/// <param name="DataEntropy">That of as many held-out plots.</param>
/// <param name="Distinct2">Share of different pairs.</param>
/// <param name="DataDistinct2">That of as many held-out plots.</param>
/// <param name="Remembered">Share with six words in a row of a training plot.</param>
/// <param name="DataRemembered">That of held-out plots: what chance and stock phrases alone give.</param>
/// <param name="Copied">Share that are training plots as a whole.</param>
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
    public required string Model { get; init; }

    /// <summary>Bounds on composed plots and on plots of films.</summary>
    public required BoundFigures ComposedBound { get; init; }

    /// <inheritdoc cref="ComposedBound"/>
    public BoundFigures? FilmBound { get; init; }

    /// <summary>One wrong word, any of the list's.</summary>
    public required WrongWordFigures ComposedWrong { get; init; }

    /// <summary>One wrong word of those that the grammar uses: harder.</summary>
    public required WrongWordFigures ComposedWrongNear { get; init; }

    /// <summary>One wrong word in plots of films.</summary>
    public WrongWordFigures? FilmWrong { get; init; }

    /// <summary>
    /// Share of held-out composed plots whose genre the classifier tells rightly: the ceiling of the genre figures.
    /// </summary>
    public required double ClassifierRight { get; init; }

    /// <summary>Composed style, nothing else wished for.</summary>
    public required SampleFigures Free { get; init; }

    /// <summary>Every genre in turn, a country each, without guidance.</summary>
    public required SampleFigures Unguided { get; init; }

    /// <summary>The same with guidance.</summary>
    public required SampleFigures Guided { get; init; }

    /// <summary>Style of films, nothing else wished for; compared with the films.</summary>
    public SampleFigures? FreeFilm { get; init; }

    /// <summary>Milliseconds for a plot of 20 words in 24 steps with guidance, the median of several, warm.</summary>
    public required double MillisecondsAPlot { get; init; }

    public required double Seconds { get; init; }
}
