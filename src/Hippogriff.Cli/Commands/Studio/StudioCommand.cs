using System.CommandLine;
using Hippogriff.Cli.Parsing;
using Hippogriff.Studio.Setup;

namespace Hippogriff.Cli.Commands.Studio;

/// <summary><c>hippogriff studio</c>: looks after the folder that <c>serve</c> works in.</summary>
internal static class StudioCommand
{
    public static Command Build(CommandHost host) => new("studio", "Look after the folder that serve works in: check, "
        + "repair, backup, restore.")
    {
        StudioCheckCommand.Build(host), StudioRepairCommand.Build(host), StudioBackupCommand.Build(host),
            StudioRestoreCommand.Build(host),
    };

    /// <summary>The option that names the folder.</summary>
    public static Option<string?> Data(string what = "The studio's folder.") =>
        Values.Text("--data", "DIR", $"{what} Default: {Usual}.");

    /// <summary>The folder that is meant where none is named.</summary>
    public static string Usual { get; } = new StudioOptions().Data;
}
