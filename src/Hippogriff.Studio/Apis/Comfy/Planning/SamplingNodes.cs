namespace Hippogriff.Studio.Apis.Comfy.Planning;

/// <summary>
/// Nodes that draw. A drawing is one run from its first step to its last. Pieces of a run that go on from one another
/// are put together again.
/// </summary>
internal static class SamplingNodes
{
    private const double LeastDenoise = 0.001;

    /// <summary>What the outputs of a node of this room stand for; null for nodes of other rooms.</summary>
    public static GraphValue[]? Read(NodeReader node) =>
        node.Class switch
        {
            "KSampler" => [Plain(node)],
            "KSamplerAdvanced" => [Advanced(node)],
            "CFGGuider" => [Guider(node)],
            "BasicGuider" => [new GuiderValue(node.Link<ModelValue>("model"), Words(node, "conditioning"), None, 1)],
            "BasicScheduler" => [Levels(node)],
            "SplitSigmas" => Split(node),
            "KSamplerSelect" => [new SamplerValue(node.Text("sampler_name"))],
            "RandomNoise" => [new SeedValue(node.Seed("noise_seed"))],
            "SamplerCustomAdvanced" => Custom(node),
            "VAEDecode" or "VAEDecodeTiled" => [Decoded(node)],
            _ => null,
        };

    private static WordsValue None { get; } = new("", null, null);

    private static WordsValue Words(NodeReader node, string input) => node.Link<WordsValue>(input);

    private static GuiderValue Guider(NodeReader node) =>
        new(node.Link<ModelValue>("model"), Words(node, "positive"), Words(node, "negative"), node.Number("cfg"));

    private static LevelsValue Levels(NodeReader node) =>
        Levels(node, node.Text("scheduler"), node.Whole("steps"), node.Number("denoise"));

    /// <summary>As ComfyUI does: a longer schedule, of which the last steps are made.</summary>
    private static LevelsValue Levels(NodeReader node, string schedule, int steps, double denoise)
    {
        if (denoise <= 0)
            throw node.Not("denoise 0 draws nothing; set it above 0.");
        int all = denoise > 0.9999 ? steps : (int)(steps / Math.Max(denoise, LeastDenoise));
        return new LevelsValue(schedule, all, all - steps, all, denoise);
    }

    private static LatentValue Plain(NodeReader node) =>
        Run(
            node,
            new StepRange(
                Guider(node),
                node.Text("sampler_name"),
                node.Seed("seed"),
                Levels(node),
                BeginNodes.Of(node, "latent_image")
            )
        );

    private static GraphValue Advanced(NodeReader node)
    {
        int steps = node.Whole("steps"),
            from = Math.Min(node.Whole("start_at_step"), steps),
            to = Math.Min(node.Whole("end_at_step"), steps);
        if (from >= to)
            throw node.Not($"start_at_step {from} is not below end_at_step {to} and steps {steps}: nothing is drawn.");
        StepRange asked = new(
            Guider(node),
            node.Text("sampler_name"),
            node.Seed("noise_seed"),
            new LevelsValue(node.Text("scheduler"), steps, from, to, null),
            BeginNodes.Of(node, "latent_image")
        );
        if (node.Text("add_noise") == "disable")
            asked = GoingOn(node, asked);
        else if (asked.Begin is BegunValue)
            throw node.Not("Fresh noise on a picture that is begun is not drawn here; set add_noise to disable.");
        if (to == steps)
            return Run(node, asked);
        return node.Text("return_with_leftover_noise") == "enable"
            ? new BegunValue(asked)
            : throw node.Not("A run that ends before its last step has to go on: enable return_with_leftover_noise.");
    }

    /// <summary>The steps of the node before and these, as one run.</summary>
    private static StepRange GoingOn(NodeReader node, StepRange asked)
    {
        if (asked.Begin is not BegunValue { Steps: var before })
            throw node.Not("Without fresh noise a sampler can only go on where another KSamplerAdvanced stopped.");
        bool same =
            before.Levels.To == asked.Levels.From
            && before.Levels.All == asked.Levels.All
            && before.Levels.Schedule == asked.Levels.Schedule
            && before.Sampler == asked.Sampler
            && before.Guider == asked.Guider;
        return same
            ? before with
            {
                Levels = before.Levels with { To = asked.Levels.To },
            }
            : throw node.Not(
                "Two samplers are one run only if the second goes on at the step where the first ends. Model, prompts, "
                    + "steps, cfg, sampler and scheduler have to be the same."
            );
    }

    private static GraphValue[] Split(NodeReader node)
    {
        LevelsValue levels = node.Link<LevelsValue>("sigmas");
        int at = Math.Min(levels.From + node.Whole("step"), levels.To);
        return [levels with { To = at, Denoise = null }, levels with { From = at, Denoise = null }];
    }

    private static GraphValue[] Custom(NodeReader node)
    {
        LevelsValue levels = node.Link<LevelsValue>("sigmas");
        if (levels.To != levels.All)
            throw node.Not("A run that ends before its last step is not drawn here; give it the low sigmas.");
        if (levels.From >= levels.To)
            throw node.Not("No noise levels are left behind the split: nothing is drawn.");
        LatentValue done = Run(
            node,
            new StepRange(
                node.Link<GuiderValue>("guider"),
                node.Link<SamplerValue>("sampler").Name,
                node.Link<SeedValue>("noise").Seed,
                levels,
                BeginNodes.Of(node, "latent_image")
            )
        );
        return [done, done];
    }

    private static LatentValue Run(NodeReader node, StepRange steps)
    {
        if (steps.Begin is NoiseValue && steps.Levels.From > 0)
            throw node.Not(
                "Only a picture can be drawn from a step in the middle: set denoise to 1, or encode a picture."
            );
        return new LatentValue(new PlannedDrawing(node.Id, steps));
    }

    private static DrawnValue Decoded(NodeReader node)
    {
        PlannedDrawing drawing = node.Link<LatentValue>(
            "samples",
            "VAEDecode shows what a sampler has drawn to its end; put one before it."
        ).Drawing;
        if (node.Any("vae") is VaeValue { Name: { } vae })
            node.Warn($"The server chooses the VAE, so {vae} is that of models which it is set for.");
        return new DrawnValue(drawing);
    }
}
