using System.CommandLine;
using Hippogriff.Cli.Commands.Studio.Keys;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Parsing;
using Hippogriff.Cli.Views;
using Hippogriff.Studio.Configuration;

namespace Hippogriff.Cli.Commands.Studio;

/// <summary><c>hippogriff studio</c>: maintains the folder of <c>serve</c>.</summary>
internal static class StudioCommand
{
    public static Command Build(CommandHost host) =>
        new("studio", "Look after the folder that serve works in: check, repair, backup, restore, keys.")
        {
            StudioCheckCommand.Build(host),
            StudioRepairCommand.Build(host),
            StudioBackupCommand.Build(host),
            StudioRestoreCommand.Build(host),
            KeysCommand.Build(host),
        };

    /// <summary>The option that names the folder.</summary>
    public static Option<string?> Data(string what = "") =>
        Values.Text("--studio", "DIR", $"The studio's folder. Default: {Default}. {what}".Trim());

    /// <summary>The folder of the option, or the default one.</summary>
    public static string Folder(ParseResult parsed, Option<string?> data) => parsed.GetValue(data) ?? Default;

    /// <summary>Runs work with a progress bar and reports the result, as JSON or in sentences.</summary>
    public static T Report<T>(
        Terminal terminal,
        bool json,
        string doing,
        Func<IProgress<double>?, T> work,
        Action<T> say,
        Func<T, object>? document = null
    )
        where T : notnull
    {
        T report = WorkBar.Run(terminal, doing, work);
        if (json)
            Json.Write(terminal.Out, document?.Invoke(report) ?? report);
        else
            say(report);
        return report;
    }

    /// <summary>The default folder.</summary>
    private static string Default { get; } = new StudioOptions().Data;
}
