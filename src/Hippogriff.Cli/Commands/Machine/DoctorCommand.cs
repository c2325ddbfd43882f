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
        Option<bool> json = JsonOption.Create();
        DocumentedCommand command = new(
            "doctor",
            "Look at this machine and say in one sentence what to do where something is missing.",
            "hippogriff doctor",
            "hippogriff doctor --json"
        )
        {
            json,
        };
        command.SetAction(parsed =>
        {
            IReadOnlyList<Finding> findings = MachineReport.Collect(Environment.CurrentDirectory, host.Models);
            if (parsed.GetValue(json))
                Json.Write(
                    host.Terminal.Out,
                    new { Fine = findings.All(finding => !finding.Blocks), Findings = findings }
                );
            else
                Write(host.Terminal, findings);
            return findings.Any(finding => finding.Blocks) ? ExitCode.Failed : ExitCode.Fine;
        });
        return command;
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
