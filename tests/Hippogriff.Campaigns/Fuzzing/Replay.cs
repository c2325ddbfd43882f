using Hippogriff.Campaigns.Readers;
using Spectre.Console;

namespace Hippogriff.Campaigns.Fuzzing;

/// <summary>Shows a finding again.</summary>
internal static class Replay
{
    private const int Shown = 400;

    /// <summary>Reads the finding's input in this process; answers whether it still breaks a rule.</summary>
    public static bool Run(string file, string scratch, IAnsiConsole console)
    {
        Finding finding = Finding.Load(file);
        Reader reader = Catalogue.Find(finding.Target);
        console.MarkupLineInterpolated(
            $"[bold]{finding.Target}[/] seed {finding.Seed} input {finding.Index}: {finding.Rule}"
        );
        console.MarkupLineInterpolated($"{Sentence.Shown(finding.Detail)}");
        console.MarkupLineInterpolated(
            $"{finding.Input.Length} bytes: {Sentence.Shown(new string([.. finding.Input.Take(Shown).Select(b => (char)b)]))}"
        );
        Bench bench = new(scratch);
        Reading reading = reader.Open(bench);
        byte[] input =
            finding.Input.Length > 0
                ? finding.Input
                : reading.Next(Dice.For(finding.Seed, finding.Target, finding.Index));
        Outcome outcome = new Examiner(reader, reading).Look(input, out (string Rule, string Detail)? broken);
        console.MarkupLineInterpolated($"now: {outcome}");
        if (broken is { } fault)
            console.WriteLine($"{fault.Rule}\n{fault.Detail}");
        else if (outcome == Outcome.Refused)
            console.WriteLine("It is refused in a sentence.");
        return outcome == Outcome.Broken;
    }
}
