using Hippogriff.Evaluation;
using Hippogriff.Pipelines;
using Hippogriff.Story;

namespace Hippogriff.Essay.Measuring;

/// <summary>The models that the claims are asked of; the caller owns them, and the thread of their device.</summary>
/// <param name="Pictures">Draws pictures.</param>
/// <param name="Judge">Says what is in a picture; it was trained apart, and is not asked itself.</param>
/// <param name="Story">Mends and finds plots.</param>
public sealed record EssayModels(IPictureModel Pictures, IJudge Judge, StoryModel Story);

/// <summary>How much is asked.</summary>
/// <param name="Quick">A quarter of the pictures and plots, with about twice as wide intervals.</param>
/// <param name="Seed">Seed of the first drawing and of the plots.</param>
public sealed record EssayPlan(bool Quick = false, long Seed = 1);
