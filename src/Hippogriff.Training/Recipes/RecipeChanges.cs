namespace Hippogriff.Training.Recipes;

/// <summary>Changes of one run to its recipe; unset values are the recipe's.</summary>
public sealed record RecipeChanges
{
    /// <summary>Name of the run's model.</summary>
    public string? Name { get; init; }

    /// <summary>Folder of a model to begin from.</summary>
    public string? From { get; init; }

    /// <summary>Side of the pictures in pixels, also of those drawn by default.</summary>
    public int? Size { get; init; }

    /// <summary>
    /// False to leave captions out. If set, a recipe without captions draws without guidance by default.
    /// </summary>
    public bool? Captions { get; init; }

    /// <summary>True to cut pictures to the nearest of a few proportions instead of squares.</summary>
    public bool Buckets { get; init; }

    /// <summary>World file for a folder of sprites.</summary>
    public string? World { get; init; }

    /// <summary>Pictures a batch.</summary>
    public int? BatchSize { get; init; }

    /// <summary>Peak learning rate.</summary>
    public double? LearningRate { get; init; }

    /// <summary>Seed of everything random.</summary>
    public long? Seed { get; init; }

    /// <summary>Maximum minutes between two sheets.</summary>
    public double? MostSheetMinutes { get; init; }

    /// <summary>Prompts of the sheets; empty for captions of the data.</summary>
    public IReadOnlyList<string>? SheetPrompts { get; init; }
}
