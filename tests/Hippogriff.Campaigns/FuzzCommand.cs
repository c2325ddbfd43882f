using System.CommandLine;
using Hippogriff.Campaigns.Fuzzing;
using Hippogriff.Campaigns.Readers;
using Spectre.Console;

namespace Hippogriff.Campaigns;

/// <summary><c>fuzz</c>, <c>replay</c>, and <c>work</c>, which <c>fuzz</c> starts.</summary>
internal static class FuzzCommand
{
    public static Command Build(IAnsiConsole console)
    {
        Option<string[]> target = new("--target")
        {
            HelpName = "NAME",
            AllowMultipleArgumentsPerToken = true,
            Description = $"Readers: {string.Join(", ", Catalogue.All.Select(r => r.Name))}.",
        };
        Option<bool> all = new("--all") { Description = "All readers." };
        Option<double?> seconds = new("--seconds") { Description = "Seconds a reader." };
        Option<long?> inputs = new("--inputs") { Description = "Inputs of all readers together, by their shares." };
        Option<long> seed = new("--seed")
        {
            Description = "Seed: the same seed makes the same inputs.",
            DefaultValueFactory = _ => 1,
        };
        Option<long> first = new("--first")
        {
            Description = "Number of the first input, to go on behind an earlier campaign.",
        };
        Option<string> findings = new("--findings")
        {
            HelpName = "DIR",
            Description = "Where findings go.",
            DefaultValueFactory = _ => "findings",
        };
        Option<int> processes = new("--processes") { Description = "Readers at a time.", DefaultValueFactory = _ => 1 };
        Option<string?> figures = new("--figures") { HelpName = "FILE", Description = "JSON file for the figures." };
        Command command = new("fuzz", "Damaged and hostile inputs for every reader.")
        {
            target,
            all,
            seconds,
            inputs,
            seed,
            first,
            findings,
            processes,
            figures,
        };
        command.SetAction(
            async (parsed, stop) =>
            {
                string[] names = parsed.GetValue(target) ?? [];
                IReadOnlyList<Reader> readers = names.Length > 0 ? [.. names.Select(Catalogue.Find)] : Catalogue.All;
                if (parsed.GetValue(seconds) is null && parsed.GetValue(inputs) is null)
                    throw new InvalidOperationException("Give --seconds or --inputs.");
                string scratch = Scratch.New();
                try
                {
                    FuzzPlan plan = new(
                        readers,
                        parsed.GetValue(seed),
                        parsed.GetValue(first),
                        parsed.GetValue(inputs),
                        parsed.GetValue(seconds),
                        Path.GetFullPath(parsed.GetValue(findings)!),
                        scratch,
                        parsed.GetValue(processes),
                        parsed.GetValue(figures)
                    );
                    return await new FuzzCampaign(plan, console).RunAsync(stop) ? 1 : 0;
                }
                finally
                {
                    Directory.Delete(scratch, recursive: true);
                }
            }
        );
        return command;
    }

    public static Command Replay(IAnsiConsole console)
    {
        Argument<string> file = new("FILE") { Description = "A finding." };
        Command command = new("replay", "Shows a finding again.") { file };
        command.SetAction(parsed =>
        {
            string scratch = Scratch.New();
            try
            {
                return Fuzzing.Replay.Run(parsed.GetValue(file)!, scratch, console) ? 1 : 0;
            }
            finally
            {
                Directory.Delete(scratch, recursive: true);
            }
        });
        return command;
    }

    public static Command Work()
    {
        Option<string> target = new("--target") { Required = true },
            findings = new("--findings") { Required = true },
            scratch = new("--scratch") { Required = true };
        Option<long> seed = new("--seed"),
            first = new("--first"),
            inputs = new("--inputs");
        Option<double> seconds = new("--seconds");
        Command command = new("work", "What fuzz starts.") { target, seed, first, inputs, seconds, findings, scratch };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            Worker.Run(
                new WorkOrder(
                    parsed.GetValue(target)!,
                    parsed.GetValue(seed),
                    parsed.GetValue(first),
                    parsed.GetValue(inputs),
                    parsed.GetValue(seconds),
                    parsed.GetValue(findings)!,
                    parsed.GetValue(scratch)!
                ),
                Console.Out
            );
            Environment.Exit(0); // servers and lanes of readers may still run
        });
        return command;
    }
}
