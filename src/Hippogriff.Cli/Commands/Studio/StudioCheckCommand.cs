using System.CommandLine;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Parsing;
using Hippogriff.Cli.Views;
using Hippogriff.Studio.Upkeep;
using Hippogriff.Texts;

namespace Hippogriff.Cli.Commands.Studio;

/// <summary><c>hippogriff studio check</c>: reports missing, stray and damaged files in a studio's folder.</summary>
internal static class StudioCheckCommand
{
    private const int Shown = 10;

    public static Command Build(CommandHost host)
    {
        Option<string?> data = StudioCommand.Data();
        Option<bool> all = new("--all")
        {
            Description =
                $"Show all, not only the first or the most telling. Left out: the first {Shown} of each kind.",
        };
        Option<bool> json = JsonOption.Create();
        DocumentedCommand command = new(
            "check",
            "Look through the studio's folder: database, pictures, kept steps, uploads, jobs, trainings. Nothing is "
                + "changed; a server may be using it. Exit code 1 where something is wrong.",
            "hippogriff studio check",
            "hippogriff studio check --studio my-studio --json"
        )
        {
            data,
            all,
            json,
        };
        command.SetAction(
            (parsed, stop) =>
            {
                StudioReport report = StudioCommand.Report(
                    host.Terminal,
                    parsed.GetValue(json),
                    "looking at pictures",
                    progress => StudioCheck.Run(StudioCommand.Folder(parsed, data), progress, stop),
                    found => Write(host.Terminal, found, parsed.GetValue(all) ? int.MaxValue : Shown),
                    Document
                );
                return Task.FromResult(report.Findings.Count > 0 ? ExitCode.Failed : ExitCode.Fine);
            }
        );
        return command;
    }

    private static object Document(StudioReport report) =>
        new
        {
            report.Folder,
            report.InUse,
            report.Pictures,
            report.Jobs,
            report.Uploads,
            Findings = report.Findings.Select(finding => new
            {
                Kind = finding.Kind.ToString(),
                finding.Path,
                finding.Sentence,
            }),
        };

    private static void Write(Terminal terminal, StudioReport report, int most)
    {
        foreach (IGrouping<StudioFindingKind, StudioFinding> kind in report.Findings.GroupBy(finding => finding.Kind))
        {
            foreach (StudioFinding finding in kind.Take(most))
                terminal.Out.WriteLine(finding.Sentence);
            if (kind.Count() > most)
                terminal.Out.WriteLine($"... and {kind.Count() - most:N0} more of this kind; " + $"--all shows them.");
        }
        terminal.Out.WriteLine(
            $"{Counted.Grouped(report.Pictures, "picture")}, {Counted.Grouped(report.Jobs, "job")} and "
                + $"{Counted.Grouped(report.Uploads, "upload")} "
                + $"are whole{(report.Findings.Count == 0 ? "; nothing is wrong." : ".")}"
        );
        if (report.Findings.Count > 0)
            terminal.Error.WriteLine(
                $"{report.Findings.Count:N0} findings; hippogriff studio repair --studio "
                    + $"{report.Folder} mends what can be mended and deletes "
                    + $"nothing{(report.InUse ? "; stop the studio that works there first" : "")}."
            );
        else if (report.InUse)
            terminal.Error.WriteLine("A studio works in this folder.");
    }
}
