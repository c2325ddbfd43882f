namespace Hippogriff.PromptGrammar;

/// <summary>
/// Prompt editing of Stable Diffusion's web UI: which text is drawn in which step. <c>[a:b:0.5]</c> is a in the first
/// half of the steps and then b, <c>[a:b:8]</c> is a up to step 8, and <c>[a|b]</c> changes each step.
/// </summary>
/// <param name="LastStep">The last step of this text; steps count from 1.</param>
/// <param name="Text">The text; brackets of emphasis are still in it.</param>
public sealed record PromptSchedule(int LastStep, string Text)
{
    /// <summary>
    /// The texts of a prompt in order of steps. One entry if nothing changes; the last entry ends with the last step.
    /// </summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="steps">Number of steps.</param>
    /// <param name="secondPass">Number of steps of a second pass, whose schedule is wanted. Fractions of it are 1 to 2,
    /// and its step numbers follow those of the first pass.</param>
    /// <param name="oldRule">Whether any number below 1 is a fraction, and there is no second pass.</param>
    public static IReadOnlyList<PromptSchedule> Of(
        string prompt,
        int steps,
        int? secondPass = null,
        bool oldRule = false
    )
    {
        Pass pass =
            secondPass is { } second && !oldRule
                ? new Pass(second, steps, 1, IsOld: false)
                : new Pass(steps, 0, 0, oldRule);
        if (PromptTree.Parse(prompt) is not { } root)
            return [new PromptSchedule(pass.Steps, prompt)];
        SortedSet<int> ends = [pass.Steps];
        pass.AddEnds(root, ends);
        return [.. ends.Select(end => new PromptSchedule(end, pass.TextAt(root, end)))];
    }

    /// <summary>Whether a prompt has edits or alternations.</summary>
    public static bool Changes(string prompt) =>
        PromptTree.Parse(prompt)?.Any(node => node is not PromptNode.Plain) == true;

    /// <summary>The steps of a pass, and how its numbers are understood.</summary>
    private sealed record Pass(int Steps, int StepsBefore, double FractionBefore, bool IsOld)
    {
        /// <summary>Adds the last step of every text.</summary>
        public void AddEnds(IReadOnlyList<PromptNode> nodes, SortedSet<int> ends)
        {
            foreach (PromptNode node in nodes)
                if (node is PromptNode.Edit edit)
                {
                    if (StepOf(edit.When) is >= 1 and var step)
                        ends.Add(step);
                    AddEnds(edit.Before, ends);
                    AddEnds(edit.After, ends);
                }
                else if (node is PromptNode.Alternate alternate)
                {
                    ends.UnionWith(Enumerable.Range(1, Steps));
                    foreach (IReadOnlyList<PromptNode> option in alternate.Options)
                        AddEnds(option, ends);
                }
        }

        public string TextAt(IReadOnlyList<PromptNode> nodes, int step) =>
            string.Concat(
                nodes.Select(node =>
                    node switch
                    {
                        PromptNode.Edit edit => TextAt(step <= StepOf(edit.When) ? edit.Before : edit.After, step),
                        PromptNode.Alternate turns => TextAt(turns.Options[(step - 1) % turns.Options.Count], step),
                        _ => ((PromptNode.Plain)node).Text,
                    }
                )
            );

        /// <summary>A number with a point is a fraction of the steps, one without a step.</summary>
        private int StepOf(string number)
        {
            double value = PromptNumber.Parse(number) ?? 0;
            if (IsOld)
                value = value < 1 ? value * Steps : value;
            else if (number.Contains('.', StringComparison.Ordinal))
                value = (value - FractionBefore) * Steps;
            else
                value -= StepsBefore;
            return (int)Math.Clamp(value, int.MinValue, Steps);
        }
    }
}
