namespace Hippogriff.Training.Recipes;

/// <summary>What one run asks for beside its recipe; what is not set stays the recipe's.</summary>
public sealed record RecipeChanges
{
    /// <summary>Name of the run's model.</summary>
    public string? Name { get; init; }

    /// <summary>Folder of a model to begin from.</summary>
    public string? From { get; init; }

    /// <summary>Side of the pictures in pixels, those that are drawn by default among them.</summary>
    public int? Size { get; init; }

    /// <summary>
    /// False to leave captions out. Where it is set, a recipe without captions draws without guidance by default.
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

    /// <summary>Most minutes between two sheets.</summary>
    public double? MostSheetMinutes { get; init; }

    /// <summary>What the sheets draw; empty for captions out of the data.</summary>
    public IReadOnlyList<string>? SheetPrompts { get; init; }
}
