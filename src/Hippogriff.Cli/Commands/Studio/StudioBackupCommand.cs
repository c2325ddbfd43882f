using System.CommandLine;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Parsing;
using Hippogriff.Cli.Views;
using Hippogriff.Studio.Upkeep;
using Hippogriff.Texts;

namespace Hippogriff.Cli.Commands.Studio;

/// <summary><c>hippogriff studio backup</c>: copies a studio, also while it runs.</summary>
internal static class StudioBackupCommand
{
    public static Command Build(CommandHost host)
    {
        Option<string> output = new("--out")
        {
            HelpName = "FILE",
            Required = true,
            Description = "Where the result goes. The backup: a new file that ends in .zip, or a new folder.",
        };
        Option<string?> data = StudioCommand.Data();
        Option<bool> json = JsonOption.Create();
        DocumentedCommand command = new(
            "backup",
            "Copy the studio's folder into a .zip or a folder, read the copy again, and only then give it its name. "
                + "The studio may go on working. Exit code 1 where the studio lacks something that the copy then "
                + "lacks, too.",
            "hippogriff studio backup --out studio-monday.zip",
            "hippogriff studio backup --studio my-studio --out /mnt/disk/studio-monday"
        )
        {
            output,
            data,
            json,
        };
        command.SetAction(
            (parsed, stop) =>
            {
                (string folder, string target) = (StudioCommand.Folder(parsed, data), parsed.GetRequiredValue(output));
                BackupReport report = StudioCommand.Report(
                    host.Terminal,
                    parsed.GetValue(json),
                    "copying",
                    progress => StudioBackup.Run(folder, target, host.Clock.GetUtcNow(), progress, stop),
                    copied => Write(host.Terminal, copied)
                );
                return Task.FromResult(report.Remarks.Count > 0 ? ExitCode.Failed : ExitCode.Fine);
            }
        );
        return command;
    }

    private static void Write(Terminal terminal, BackupReport report)
    {
        terminal.Out.WriteLine(report.Path);
        foreach (string remark in report.Remarks)
            terminal.Error.WriteLine(remark);
        terminal.Error.WriteLine(
            $"{Counted.Grouped(report.Files, "file")}, {report.Bytes / 1e6:N1} MB, written and read again. "
                + "hippogriff studio restore brings them back."
        );
    }
}
