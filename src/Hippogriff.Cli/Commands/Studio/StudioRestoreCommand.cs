using System.CommandLine;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Parsing;
using Hippogriff.Cli.Views;
using Hippogriff.Studio.Upkeep;
using Hippogriff.Texts;

namespace Hippogriff.Cli.Commands.Studio;

/// <summary><c>hippogriff studio restore</c>: restores a studio's folder from a backup.</summary>
internal static class StudioRestoreCommand
{
    public static Command Build(CommandHost host)
    {
        Argument<string> backup = new("BACKUP") { Description = "A .zip or folder that studio backup made." };
        Option<string?> data = StudioCommand.Data("It has to be new or empty.");
        Option<bool> aside = new("--set-aside")
        {
            Description = "Rename an existing studio by adding date and time, instead of refusing.",
        };
        Option<bool> json = JsonOption.Create();
        DocumentedCommand command = new(
            "restore",
            "Bring a backup back. It is checked and unpacked beside the folder, and the folder appears whole or not "
                + "at all.",
            "hippogriff studio restore studio-monday.zip --studio my-studio",
            "hippogriff studio restore studio-monday.zip --set-aside"
        )
        {
            backup,
            data,
            aside,
            json,
        };
        command.SetAction(
            (parsed, stop) =>
            {
                (string from, string folder) = (parsed.GetRequiredValue(backup), StudioCommand.Folder(parsed, data));
                bool setAside = parsed.GetValue(aside);
                StudioCommand.Report(
                    host.Terminal,
                    parsed.GetValue(json),
                    "unpacking",
                    progress => StudioRestore.Run(from, folder, setAside, host.Clock.GetUtcNow(), progress, stop),
                    report => Write(host.Terminal, report)
                );
                return Task.FromResult(ExitCode.Fine);
            }
        );
        return command;
    }

    private static void Write(Terminal terminal, RestoreReport report)
    {
        terminal.Out.WriteLine(report.Folder);
        if (report.SetAside is { } old)
            terminal.Error.WriteLine($"The earlier studio is in '{old}' now.");
        terminal.Error.WriteLine(
            $"{Counted.Grouped(report.Files, "file")} of {report.Created:yyyy-MM-dd HH:mm} UTC. "
                + $"hippogriff serve --studio {report.Folder} opens it."
        );
    }
}
