using Hippogriff.Data.Captions;
using Hippogriff.Data.Folders;
using Hippogriff.Denoising;
using Hippogriff.Pipelines;
using Hippogriff.Training.Loop;

namespace Hippogriff.Training.Adapters;

/// <summary>
/// A folder of captioned pictures that a model draws before LoRA training (prior preservation: DreamBooth, 2208.12242,
/// section 3.2).
/// </summary>
internal static class PriorPictures
{
    private const int FewSteps = 10,
        Between = 32;

    /// <summary>
    /// The folder's pictures, drawn first if missing. Half of the model's steps are enough, because they are not shown
    /// to people.
    /// </summary>
    /// <param name="model">The model; the caller owns the thread of its device.</param>
    /// <param name="folder">Their folder.</param>
    /// <param name="plan">Number of pictures and seed.</param>
    /// <param name="observer">Receives the progress.</param>
    /// <param name="cancellationToken">Stops the drawing.</param>
    public static FolderSource Open(
        NetworkModel model,
        string folder,
        AdapterPlan plan,
        ITrainingObserver observer,
        CancellationToken cancellationToken
    )
    {
        if (!CaptionedFolder.IsWhole(folder))
            Draw(model, folder, plan, observer, cancellationToken);
        return FolderSource.Open(folder, model.Defaults.Width, plan.Seed, cancellationToken: cancellationToken);
    }

    private static void Draw(
        NetworkModel model,
        string folder,
        AdapterPlan plan,
        ITrainingObserver observer,
        CancellationToken cancellationToken
    )
    {
        observer.Note($"Drawing {plan.Prior} pictures of what {model.Name} knows, to hold on to it.");
        IReadOnlyList<string> prompts = PriorPrompts.For(model.Vocabulary, plan.Prior, plan.Seed);
        GenerationDefaults d = model.Defaults;
        int steps = model.IsGuidanceDistilled ? d.Steps : Math.Min(d.Steps, FewSteps);
        CaptionedFolder pictures = new(folder);
        for (int i = 0; i < prompts.Count; i++)
        {
            GenerationRequest request = new()
            {
                Prompt = prompts[i],
                Seed = Seeds.Apart(plan.Seed, 1_000_003, i),
                Steps = steps,
            };
            GenerationSettings settings = RequestCheck.Resolve(request, model, () => 0);
            GeneratedImage drawn = TextToImage.Draw(model, settings, count: 1, cancellationToken: cancellationToken)[0];
            pictures.Add(drawn.Image, [prompts[i]], generated: true);
            if ((i + 1) % Between == 0)
                observer.Note($"{i + 1} of {prompts.Count} drawn.");
        }
        pictures.End(); // without the index they are drawn again
    }
}
