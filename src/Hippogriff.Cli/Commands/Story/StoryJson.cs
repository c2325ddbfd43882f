using Hippogriff.Cli.Views;
using Hippogriff.Story;
using Hippogriff.Story.Game;

namespace Hippogriff.Cli.Commands.Story;

/// <summary>The JSON output of <c>hippogriff story</c>.</summary>
internal static class StoryJson
{
    public static void Judged(TextWriter output, StoryModel model, PlotText text, IReadOnlyList<JudgedWord> words) =>
        Json.Write(
            output,
            new
            {
                Model = model.Name,
                Text = text.With(text.Words),
                Wrong = words.Where(w => w.Verdict.IsWrong).Select(w => w.Verdict.Word),
                Words = words.Select(w => new
                {
                    w.Verdict.Word,
                    Right = Round(w.Verdict.Right),
                    w.Verdict.IsWrong,
                    Listed = w.Verdict.IsListed,
                    Repairs = w.Repairs.Count == 0 ? null : w.Repairs.Select(Told),
                    InTwoWords = w.InTwoWords.Count == 0 ? null : w.InTwoWords.Select(Told),
                }),
            }
        );

    public static void Found(
        TextWriter output,
        StoryModel model,
        StoryChoices choices,
        PlotSamplerSettings settings,
        IReadOnlyList<FoundPlot> plots
    ) =>
        Json.Write(
            output,
            new
            {
                Model = model.Name,
                choices.Wish.Style,
                choices.Wish.Genre,
                choices.Wish.Country,
                settings.Steps,
                settings.Guidance,
                Plots = plots.Select(plot => new
                {
                    plot.Seed,
                    plot.Start,
                    plot.Text,
                    Locked = plot.Locked.Select(i => plot.Words[i]),
                    Steps = plot.Steps.Select(step => new
                    {
                        step.Number,
                        Time = Round(step.Time),
                        Text = plot.Told([.. step.Words.Select(w => w.Text)]),
                        Changed = step.Changed.Count(c => c),
                    }),
                }),
            }
        );

    private static object Told(Repair repair) => new { repair.Text, Chance = Round(repair.Chance) };

    private static double Round(double value) => Math.Round(value, 6);
}
