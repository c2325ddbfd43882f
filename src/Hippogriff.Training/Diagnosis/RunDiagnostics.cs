using System.Globalization;
using Hippogriff.Texts;

namespace Hippogriff.Training.Diagnosis;

/// <summary>Turns figures into sentences: a summary, and one for each common problem of training.</summary>
public static class RunDiagnostics
{
    private const string Page = "docs/troubleshooting.md";
    private const double Nothing = 0.97,
        Lag = 0.03,
        OftenShortened = 0.5,
        ManySkipped = 0.1,
        ManyCopies = 0.2;
    private const int SettledAfter = 400;

    /// <summary>The sentences, the summary first.</summary>
    public static IEnumerable<string> On(RunFigures f)
    {
        yield return Summary(f);
        Examination exam = f.Averaged;
        if (exam.Levels[^1].ValidationLoss > Nothing && exam.ValidationLoss > Nothing / 2 && f.Step > 0)
            yield return "Out of much noise it finds no more than the mean colour yet, so it draws blotches; "
                + "see \"Only "
                + $"noise or blotches\" in {Page}.";
        if (exam.UsesWords == false)
            yield return "Conditioning is not used yet: with another picture's words the loss changes by "
                + $"{Signed(exam.WordsGain)} (chance alone: {Percent(2 * exam.WordsError)}); see \"The words are "
                + $"not used\" in {Page}.";
        if (f.Raw is { } raw && f.Step > SettledAfter && exam.ValidationLoss > raw.ValidationLoss * (1 + Lag))
            yield return "The averaged weights, which are the ones that draw, lag behind the raw ones: "
                + $"{Percent(exam.ValidationLoss)} missed against {Percent(raw.ValidationLoss)}; see \"The average "
                + $"lags\" in {Page}.";
        if (f.Gradient.Shortened > OftenShortened && f.Step > SettledAfter)
            yield return $"{Percent(f.Gradient.Shortened)} of the gradients were longer than the limit and "
                + "were shortened; "
                + $"see \"Long gradients\" in {Page}.";
        if (f.Copies is { } copies && copies.Copies > ManyCopies * copies.All)
            yield return $"It copies: {copies.Copies} of {Counted.Of(copies.All, "sheet picture")} "
                + $"{Counted.Noun(copies.Copies, "is", "are")} a training picture and nothing like any other; see "
                + $"\"It only copies\" in {Page}.";
        if (f.Skipped is { } skipped && skipped.Skipped > ManySkipped * skipped.All)
            yield return $"{skipped.Skipped} of {Counted.Of(skipped.All, "picture")} "
                + $"{Counted.Noun(skipped.Skipped, "is", "are")} skipped, and nothing is learned from them; "
                + "hippogriff data check names them.";
    }

    private static string Summary(RunFigures f)
    {
        Examination exam = f.Averaged;
        List<string> parts = [$"misses {Percent(exam.ValidationLoss)} of the pictures with their words"];
        if (!double.IsNaN(exam.WithoutWords))
            parts[0] += $", {Percent(exam.WithoutWords)} without";
        if (!double.IsNaN(exam.OtherWords))
            parts[0] += $", {Percent(exam.OtherWords)} with others'";
        if (f.Raw is { } raw)
            parts.Add($"raw weights {Percent(raw.ValidationLoss)}");
        if (!double.IsNaN(f.Gradient.Norm))
            parts.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"gradient {f.Gradient.Norm:0.00}, {Percent(f.Gradient.Shortened)} of them shortened"
                )
            );
        if (f.Skipped is { } skipped)
            parts.Add($"{skipped.Skipped} of {Counted.Of(skipped.All, "picture")} skipped");
        if (f.Copies is { } copies)
            parts.Add($"{copies.Copies} of {Counted.Of(copies.All, "sheet picture")} copied");
        if (f.Speed is { } speed)
            parts.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{speed.Gflops:0} GFLOP/s, {Percent(speed.Gflops / speed.Peak)} of the float32 peak"
                )
            );
        return string.Create(CultureInfo.InvariantCulture, $"At update {f.Step:N0}: {string.Join("; ", parts)}.");
    }

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.#} %");

    private static string Signed(double share) =>
        string.Create(CultureInfo.InvariantCulture, $"{share * 100:+0.0;-0.0;0.0} %");
}
