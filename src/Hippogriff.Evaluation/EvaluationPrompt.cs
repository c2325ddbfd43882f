using Hippogriff.Data.Scenes;

namespace Hippogriff.Evaluation;

/// <summary>One thing to ask a generator for, with the truth.</summary>
/// <param name="Category">What is asked.</param>
/// <param name="Part">What the category's figure is broken down by; "" where it is not.</param>
/// <param name="Words">The prompt: the one plain wording of all that is in the scene.</param>
/// <param name="Scene">The scene it describes; where things lie in it is one possibility of many.</param>
/// <param name="Seed">Seed of its first picture; picture i uses Seed + i.</param>
public sealed record EvaluationPrompt(Category Category, string Part, string Words, Scene Scene, long Seed)
{
    /// <summary>Whether it belongs to its category's figure.</summary>
    public bool Counts => Part != Categories.Four;
}

/// <summary>Which prompts are asked.</summary>
public enum PromptShare
{
    /// <summary>Combinations that training never sees: what is reported.</summary>
    HeldOut,

    /// <summary>
    /// Other combinations, of the training share: what guidance, steps and the like may be chosen with.
    /// </summary>
    Validation,
}
