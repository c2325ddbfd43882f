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
/// <param name="Right">Share of correct pictures.</param>
/// <param name="Error">Half the width of its 95 % interval, from the variation between prompts.</param>
/// <param name="Ceiling">The same share for unseen composed scenes of the same prompts.</param>
/// <param name="Pictures">Number of pictures that count.</param>
/// <param name="Parts">Share of correct pictures per part; empty without parts.</param>
public sealed record CategoryFigure(
    double Right,
    double Error,
    double Ceiling,
    int Pictures,
    IReadOnlyDictionary<string, double> Parts
);

/// <summary>The Frechet distance in the judge's features.</summary>
/// <param name="Model">Between drawn pictures and composed scenes of the same prompts.</param>
/// <param name="Floor">Between composed scenes of held-out and training prompts: the distance of two sets of true
/// pictures of different combinations.</param>
/// <param name="Again">Between composed scenes and others of the same prompts: the value of a perfect model.</param>
/// <param name="Pictures">Pictures in each set.</param>
public sealed record FrechetFigure(double Model, double Floor, double Again, int Pictures);

/// <summary>The search for copies.</summary>
/// <param name="Share">Share of pictures that are nearer to a training picture than <paramref name="Threshold"/> and
/// show the same things.</param>
/// <param name="Chance">The same share for unseen composed scenes.</param>
/// <param name="Threshold">See <see cref="CopyCheck.Threshold"/>, root mean square of 255.</param>
/// <param name="Median">Median distance of the drawn pictures to the nearest training picture.</param>
/// <param name="UnseenMedian">The same for unseen composed scenes.</param>
/// <param name="TrainingPictures">Number of training pictures searched.</param>
public sealed record CopyFigure(
    double Share,
    double Chance,
    double Threshold,
    double Median,
    double UnseenMedian,
    int TrainingPictures
);

/// <summary>
/// Mean distance of two pictures of one prompt in the judge's features, for the model and for composed scenes.
/// </summary>
public sealed record SpreadFigure(double Model, double Scenes);

/// <summary>The result of an evaluation.</summary>
public sealed record EvaluationResult
{
    /// <summary>
    /// Whether all prompts were drawn; otherwise the evaluation was stopped and the figures cover the finished ones.
    /// </summary>
    public bool IsWhole { get; init; } = true;

    /// <summary>The share of the prompts.</summary>
    public required PromptShare Share { get; init; }

    /// <summary>Figures by category.</summary>
    public required IReadOnlyDictionary<Category, CategoryFigure> Categories { get; init; }

    /// <summary>Mean of GenEval's six categories, 0 to 1; null if one is missing.</summary>
    public double? Overall =>
        Evaluation.Categories.Overall.All(Categories.ContainsKey)
            ? Evaluation.Categories.Overall.Average(c => Categories[c].Right)
            : null;

    /// <summary>The same for the judge on composed scenes.</summary>
    public double? OverallCeiling =>
        Evaluation.Categories.Overall.All(Categories.ContainsKey)
            ? Evaluation.Categories.Overall.Average(c => Categories[c].Ceiling)
            : null;

    /// <summary>Prompts of 3 to 10 atoms, atom by atom; null if none were asked.</summary>
    public AtomFigure? Atoms { get; init; }

    /// <summary>The same of the judge on composed scenes.</summary>
    public AtomFigure? TrueAtoms { get; init; }

    /// <summary>Share of pictures with the background of the prompt, and the same for composed scenes.</summary>
    public required (double Right, double Ceiling) Backgrounds { get; init; }

    /// <summary>The judge's error rates.</summary>
    public required RefusalRates Refusals { get; init; }

    /// <summary>See its type.</summary>
    public required FrechetFigure Frechet { get; init; }

    /// <summary>See its type.</summary>
    public required CopyFigure Copies { get; init; }

    /// <summary>See its type.</summary>
    public required SpreadFigure Spread { get; init; }

    /// <summary>All pictures, in order of prompts and seeds.</summary>
    public required IReadOnlyList<JudgedPicture> Pictures { get; init; }

    /// <summary>
    /// The pictures nearest to a training picture, nearest first, each with the training picture's index and distance.
    /// </summary>
    public required IReadOnlyList<(JudgedPicture Picture, Neighbour Neighbour)> Nearest { get; init; }

    /// <summary>Whether a new thing is drawn; null if no pictures of it were given.</summary>
    public OwnFigure? Own { get; init; }

    /// <summary>Denoising error per noise level; null if not examined.</summary>
    public ModelDiagnosis? Diagnosis { get; init; }
}
