using System.CommandLine;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Parsing;
using Hippogriff.Cli.Views;
using Hippogriff.Studio.Upkeep;
using Hippogriff.Texts;

namespace Hippogriff.Cli.Commands.Studio;

/// <summary><c>hippogriff studio repair</c>: repairs a studio's folder; deletes nothing.</summary>
internal static class StudioRepairCommand
{
    public static Command Build(CommandHost host)
    {
        Option<string?> data = StudioCommand.Data();
        Option<bool> json = JsonOption.Create();
        DocumentedCommand command = new(
            "repair",
            "Repair the studio's folder; no server may be using it. A damaged database is rebuilt from its readable "
                + "part and the pictures. What can be of no use is moved to 'set-aside' in the folder; "
                + "nothing is deleted.",
            "hippogriff studio repair",
            "hippogriff studio repair --studio my-studio --json"
        )
        {
            data,
            json,
        };
        command.SetAction(
            (parsed, stop) =>
            {
                StudioCommand.Report(
                    host.Terminal,
                    parsed.GetValue(json),
                    "looking at pictures",
                    progress => StudioRepair.Run(StudioCommand.Folder(parsed, data), host.Clock, progress, stop),
                    report => Write(host.Terminal, report)
                );
                return Task.FromResult(ExitCode.Fine);
            }
        );
        return command;
    }

    private static void Write(Terminal terminal, RepairReport report)
    {
        foreach (string done in report.Done)
            terminal.Out.WriteLine(done);
        string hang =
            $"{Counted.Grouped(report.Pictures, "picture")} "
            + $"{Counted.Noun(report.Pictures, "hangs", "hang")} in the gallery.";
        terminal.Out.WriteLine(report.Done.Count == 0 ? $"Nothing was wrong; {hang}" : hang);
        if (report.SetAside is { } aside)
            terminal.Error.WriteLine($"What could not be used is in '{Path.Combine(report.Folder, aside)}'.");
    }
}
