using System.CommandLine;
using System.Diagnostics;
using Hippogriff.Campaigns.Disks;
using Spectre.Console;

namespace Hippogriff.Campaigns;

/// <summary><c>disk</c>: disks that are full or read-only.</summary>
internal static class DiskCommand
{
    private const string Inside = "HIPPOGRIFF_CAMPAIGN_NAMESPACE";

    public static Command Build(IAnsiConsole console)
    {
        Option<bool> quick = new("--quick") { Description = "A few sizes instead of all." };
        Command command = new(
            "disk",
            "A disk that is full after any number of bytes, and one that is read-only: each command ends in "
                + "one sentence, nothing is half written, the server goes on. Linux."
        )
        {
            quick,
        };
        command.SetAction(
            async (parsed, stop) =>
            {
                if (await new DiskCampaign(parsed.GetValue(quick), console).RunAsync(stop) is { } found)
                    return found ? 1 : 0;
                if (
                    OperatingSystem.IsLinux()
                    && Environment.GetEnvironmentVariable(Inside) is null
                    && Again(parsed.GetValue(quick)) is { } code
                )
                    return code;
                console.WriteLine(
                    "Skipped: no small disk can be mounted here; run this as root, or where users may have "
                        + "name spaces of their own."
                );
                return 0;
            }
        );
        return command;
    }

    /// <summary>
    /// The same in a name space of this user's own, where mounting is allowed; null where there are none.
    /// </summary>
    private static int? Again(bool quick)
    {
        ProcessStartInfo start = new(
            "unshare",
            [
                "--user",
                "--map-root-user",
                "--mount",
                Environment.ProcessPath!,
                .. Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet"
                    ? [typeof(DiskCommand).Assembly.Location]
                    : Array.Empty<string>(),
                "disk",
                .. quick ? ["--quick"] : Array.Empty<string>(),
            ]
        );
        start.Environment[Inside] = "1";
        using Process? process = Process.Start(start);
        process?.WaitForExit();
        return process?.ExitCode;
    }
}
