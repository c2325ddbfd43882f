using System.CommandLine;
using Hippogriff.Cli.Parsing;
using Hippogriff.Cli.Views;
using Hippogriff.Studio.Upkeep;

namespace Hippogriff.Cli.Commands.Studio;

/// <summary><c>hippogriff studio repair</c>: mends a studio's folder and deletes nothing.</summary>
internal static class StudioRepairCommand
{
    public static Command Build(CommandHost host)
    {
        Option<string?> data = StudioCommand.Data();
        Option<bool> json = JsonOption.Create();
        DocumentedCommand command = new("repair",
            "Mend the studio's folder; no server may be working in it. A damaged database is made anew from what can "
                + "be read of it and from the pictures. What can be of no use is moved to 'set-aside' in the folder; "
                + "nothing is deleted.",
            "hippogriff studio repair",
            "hippogriff studio repair --data my-studio --json")
        { data, json };
        command.SetAction((parsed, stop) =>
        {
            string folder = parsed.GetValue(data) ?? StudioCommand.Usual;
            RepairReport report = WorkBar.Run(host.Terminal, "looking at pictures", progress =>
                StudioRepair.Run(folder, host.Clock, progress, stop));
            if (parsed.GetValue(json))
            {
                Json.Write(host.Terminal.Out, report);
                return Task.FromResult(ExitCode.Fine);
            }
            foreach (string done in report.Done) host.Terminal.Out.WriteLine(done);
            host.Terminal.Out.WriteLine(report.Done.Count == 0 ? $"Nothing was wrong; {report.Pictures:N0} pictures "
                + $"hang in the gallery." : $"{report.Pictures:N0} pictures hang in the gallery.");
            if (report.SetAside is { } aside) host.Terminal.Error.WriteLine($"What could be of no use lies in "
                + $"'{Path.Combine(report.Folder, aside)}'.");
            return Task.FromResult(ExitCode.Fine);
        });
        return command;
    }
}
