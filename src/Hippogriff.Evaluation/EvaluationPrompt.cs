using Hippogriff.Data.Scenes;

namespace Hippogriff.Evaluation;

/// <summary>One evaluation prompt with its scene.</summary>
/// <param name="Category">Its category.</param>
/// <param name="Part">Its part of the category; "" if there are no parts.</param>
/// <param name="Words">The prompt: a plain and complete description of the scene.</param>
/// <param name="Scene">A scene that it describes, with one of many possible positions of things.</param>
/// <param name="Seed">Seed of its first picture; picture i uses Seed + i.</param>
public sealed record EvaluationPrompt(Category Category, string Part, string Words, Scene Scene, long Seed)
{
    /// <summary>What it says, of prompts of <see cref="Category.Compound"/>; else empty.</summary>
    public IReadOnlyList<Atom> Atoms { get; init; } = [];

    /// <summary>Whether it counts in its category's figure.</summary>
    public bool Counts => Part != Categories.Four;
}

/// <summary>The share of combinations that prompts come from.</summary>
public enum PromptShare
{
    /// <summary>Combinations that training never sees; used for reports.</summary>
    HeldOut,

    /// <summary>Other combinations, of the training share; used to choose guidance, steps and the like.</summary>
    Validation,
}
