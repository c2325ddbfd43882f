using Hippogriff.Data.Examples;
using Hippogriff.Data.Scenes;
using Hippogriff.Pipelines;
using Hippogriff.Training.Diagnosis;

namespace Hippogriff.Evaluation;

/// <summary>
/// Denoising error of a model on composed scenes: of combinations that training never saw, and of those that it may
/// have seen.
/// </summary>
/// <param name="HeldOut">Scenes of held-out combinations.</param>
/// <param name="Trained">Scenes of the training share.</param>
public sealed record ModelDiagnosis(Examination HeldOut, Examination Trained)
{
    private const int Pictures = 48;

    /// <summary>
    /// Examines a model on scenes of <see cref="Pictures"/> prompts per share, spread over all categories.
    /// </summary>
    /// <param name="model">The model; the caller owns the thread of its device.</param>
    /// <param name="world">Its world.</param>
    /// <param name="sprites">The world's artwork.</param>
    public static ModelDiagnosis Of(IPictureModel model, SceneWorld world, SpriteLibrary sprites) =>
        new(
            new DenoiserExam(Scenes(PromptShare.HeldOut, world, sprites, model.Defaults.Width)).Look(model),
            new DenoiserExam(Scenes(PromptShare.Validation, world, sprites, model.Defaults.Width)).Look(
                model,
                words: false
            )
        );

    private static IReadOnlyList<Example> Scenes(PromptShare share, SceneWorld world, SpriteLibrary sprites, int size)
    {
        int each = Pictures / Categories.All.Count;
        TrueScenes truth = new(world, sprites, size);
        return
        [
            .. Categories
                .All.SelectMany(c => PromptSet.Of(c, world, sprites, share, each).Take(each))
                .Select(p => new Example(truth.Draw(p, 0), p.Words)),
        ];
    }

    /// <summary>Remarks on it, in sentences.</summary>
    public IEnumerable<string> Diagnostics()
    {
        const double wide = 0.15;
        yield return FormattableString.Invariant(
            $"Out of noise it misses {HeldOut.ValidationLoss * 100:0.0} % of held-out scenes with their words ({Trained.ValidationLoss * 100:0.0} % of scenes of trained combinations), {HeldOut.WithoutWords * 100:0.0} % without words, {HeldOut.OtherWords * 100:0.0} % with others'."
        );
        if (HeldOut.UsesWords == false)
            yield return "Conditioning is not used: the words hardly change what it guesses; see "
                + "docs/troubleshooting.md.";
        if (HeldOut.ValidationLoss > Trained.ValidationLoss * (1 + wide))
            yield return "It knows trained combinations clearly better than new ones: it has memorised "
                + "pictures. Train on more of them, or for a shorter time.";
    }
}
