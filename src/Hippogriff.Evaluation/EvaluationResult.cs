using Hippogriff.Imaging;
using Hippogriff.Training.Diagnosis;

namespace Hippogriff.Evaluation;

/// <summary>A picture that was drawn and judged.</summary>
public sealed record JudgedPicture(
    EvaluationPrompt Prompt,
    long Seed,
    RgbImage Image,
    Opinion Opinion,
    Verdict Verdict
);

/// <summary>The figure of a category.</summary>
/// <param name="Right">Share of pictures that show what was asked.</param>
/// <param name="Error">Half the width of its 95 % interval, from the differences between prompts.</param>
/// <param name="Ceiling">The same share on composed scenes of the same prompts, which neither judge nor generator has
/// seen.</param>
/// <param name="Pictures">Number of pictures that count.</param>
/// <param name="Parts">Share of right pictures a part; empty where there are none.</param>
public sealed record CategoryFigure(
    double Right,
    double Error,
    double Ceiling,
    int Pictures,
    IReadOnlyDictionary<string, double> Parts
);

/// <summary>The Frechet distance in the judge's features.</summary>
/// <param name="Model">Between drawn pictures and composed scenes of the same prompts.</param>
/// <param name="Floor">Between composed scenes of the two shares of prompts, held-out and training: what two sets of
/// true pictures of other combinations have.</param>
/// <param name="Again">Between composed scenes and others of the same prompts: what a perfect model would have.</param>
/// <param name="Pictures">Pictures on either side.</param>
public sealed record FrechetFigure(double Model, double Floor, double Again, int Pictures);

/// <summary>The search for copies.</summary>
/// <param name="Share">Share of pictures that are nearer to a training picture than <paramref name="Threshold"/> and
/// show the same things.</param>
/// <param name="Chance">The same share of unseen composed scenes.</param>
/// <param name="Threshold">See <see cref="CopyCheck.Threshold"/>, root mean square of 255.</param>
/// <param name="Median">Median distance of the drawn pictures to the nearest training picture.</param>
/// <param name="UnseenMedian">The same of unseen composed scenes.</param>
/// <param name="TrainingPictures">Training pictures that were looked through.</param>
public sealed record CopyFigure(
    double Share,
    double Chance,
    double Threshold,
    double Median,
    double UnseenMedian,
    int TrainingPictures
);

/// <summary>
/// Mean distance of two pictures of one prompt in the judge's features: the model's, and that of composed scenes.
/// </summary>
public sealed record SpreadFigure(double Model, double Scenes);

/// <summary>All that was measured.</summary>
public sealed record EvaluationResult
{
    /// <summary>
    /// Whether all prompts were drawn; else these are the figures of those that were, before somebody stopped it.
    /// </summary>
    public bool IsWhole { get; init; } = true;

    /// <summary>Which prompts.</summary>
    public required PromptShare Share { get; init; }

    /// <summary>The figures of the categories that were asked.</summary>
    public required IReadOnlyDictionary<Category, CategoryFigure> Categories { get; init; }

    /// <summary>Mean of the six of GenEval, 0 to 1; null where not all six were asked.</summary>
    public double? Overall =>
        Evaluation.Categories.Overall.All(Categories.ContainsKey)
            ? Evaluation.Categories.Overall.Average(c => Categories[c].Right)
            : null;

    /// <summary>The same of the judge on composed scenes.</summary>
    public double? OverallCeiling =>
        Evaluation.Categories.Overall.All(Categories.ContainsKey)
            ? Evaluation.Categories.Overall.Average(c => Categories[c].Ceiling)
            : null;

    /// <summary>
    /// Share of pictures with the background that the prompt names, and the judge's own on composed scenes.
    /// </summary>
    public required (double Right, double Ceiling) Backgrounds { get; init; }

    /// <summary>What the judge lets pass.</summary>
    public required RefusalRates Refusals { get; init; }

    /// <summary>See there.</summary>
    public required FrechetFigure Frechet { get; init; }

    /// <summary>See there.</summary>
    public required CopyFigure Copies { get; init; }

    /// <summary>See there.</summary>
    public required SpreadFigure Spread { get; init; }

    /// <summary>Every picture, in the order of the prompts and seeds.</summary>
    public required IReadOnlyList<JudgedPicture> Pictures { get; init; }

    /// <summary>
    /// The drawn pictures nearest to a training picture, the nearest first, each with that picture's number and
    /// distance.
    /// </summary>
    public required IReadOnlyList<(JudgedPicture Picture, Neighbour Neighbour)> Nearest { get; init; }

    /// <summary>Whether pictures of a new thing are drawn; null where none were given.</summary>
    public OwnFigure? Own { get; init; }

    /// <summary>What the model misses at which noise level; null where it was not examined.</summary>
    public ModelDiagnosis? Diagnosis { get; init; }
}
