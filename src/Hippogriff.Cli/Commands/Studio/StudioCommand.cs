using System.CommandLine;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Parsing;
using Hippogriff.Cli.Views;
using Hippogriff.Studio.Configuration;

namespace Hippogriff.Cli.Commands.Studio;

/// <summary><c>hippogriff studio</c>: looks after the folder that <c>serve</c> works in.</summary>
internal static class StudioCommand
{
    public static Command Build(CommandHost host) =>
        new("studio", "Look after the folder that serve works in: check, " + "repair, backup, restore.")
        {
            StudioCheckCommand.Build(host),
            StudioRepairCommand.Build(host),
            StudioBackupCommand.Build(host),
            StudioRestoreCommand.Build(host),
        };

    /// <summary>The option that names the folder.</summary>
    public static Option<string?> Data(string what = "") =>
        Values.Text("--studio", "DIR", $"The studio's folder. Default: {Default}. {what}".Trim());

    /// <summary>The folder that the option names, or the usual one.</summary>
    public static string Folder(ParseResult parsed, Option<string?> data) => parsed.GetValue(data) ?? Default;

    /// <summary>
    /// Works behind a bar, then says what came of it: as a document where JSON is asked for, else in sentences.
    /// </summary>
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

    /// <summary>The folder that is meant where none is named.</summary>
    private static string Default { get; } = new StudioOptions().Data;
}
