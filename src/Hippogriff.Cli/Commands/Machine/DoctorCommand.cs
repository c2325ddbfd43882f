using System.CommandLine;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Parsing;
using Hippogriff.Cli.Views;

namespace Hippogriff.Cli.Commands.Machine;

/// <summary><c>hippogriff doctor</c>: reports what is installed, what is missing, and how to fix it.</summary>
internal static class DoctorCommand
{
    public static Command Build(CommandHost host)
    {
        Option<bool> json = JsonOption.Create(),
            timings =
                new("--timings")
                {
                    Description =
                        "Measure instead where the time of a picture, a pass and an update of a training goes.",
                };
        DocumentedCommand command = new(
            "doctor",
            "Look at this machine and say in one sentence what to do where something is missing.",
            "hippogriff doctor",
            "hippogriff doctor --json",
            "hippogriff doctor --timings"
        )
        {
            json,
            timings,
        };
        command.SetAction(parsed =>
            parsed.GetValue(timings)
                ? Time(host, () => parsed.RootCommandResult.Command.Parse(["generate", "a cat"]), parsed.GetValue(json))
                : Look(host, parsed.GetValue(json))
        );
        return command;
    }

    private static int Look(CommandHost host, bool json)
    {
        IReadOnlyList<Finding> findings = MachineReport.Collect(Environment.CurrentDirectory, host.Models);
        if (json)
            Json.Write(host.Terminal.Out, new { Fine = findings.All(finding => !finding.Blocks), Findings = findings });
        else
            Write(host.Terminal, findings);
        return findings.Any(finding => finding.Blocks) ? ExitCode.Failed : ExitCode.Fine;
    }

    private static int Time(CommandHost host, Action readLine, bool json)
    {
        TimingsReport report = new Timings(host, readLine).Collect();
        if (json)
            Json.Write(host.Terminal.Out, report);
        else
            report.Write(host.Terminal);
        return ExitCode.Fine;
    }

    private static void Write(Terminal terminal, IReadOnlyList<Finding> findings)
    {
        TextTable table = new("", "what", "found");
        foreach (Finding finding in findings)
            table.Add(
                finding.Blocks ? "!!"
                    : finding.Advice is null ? "ok"
                    : "!",
                finding.Name,
                finding.Value
            );
        table.Write(terminal);
        foreach (string advice in findings.Select(finding => finding.Advice).OfType<string>())
            terminal.Out.WriteLine(advice);
    }
}
