using Hippogriff.Pipelines.Checkpoints;

namespace Hippogriff.Studio.Trainings;

/// <summary>What a run is made of, by name.</summary>
/// <param name="Datasets">Pictures to learn from.</param>
/// <param name="Recipes">How to learn.</param>
/// <param name="Models">Models to begin from, whose names a run may not take.</param>
internal sealed record TrainingMaterial(Datasets Datasets, RecipeCatalogue Recipes, IModelSource Models);
