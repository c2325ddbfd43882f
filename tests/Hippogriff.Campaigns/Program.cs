using System.CommandLine;
using Hippogriff.Campaigns;
using Hippogriff.Campaigns.Fuzzing;
using Spectre.Console;

if (Console.IsOutputRedirected)
    AnsiConsole.Profile.Width = 200; // tables in logs
RootCommand root = new(
    "Campaigns against Hippogriff: damaged inputs for every reader, processes killed where they stand, disks "
        + "that are full or read-only. Exit code 1 where anything was found."
)
{
    FuzzCommand.Build(AnsiConsole.Console),
    FuzzCommand.Replay(AnsiConsole.Console),
    FuzzCommand.Work(),
    KillCommand.Build(AnsiConsole.Console),
    DiskCommand.Build(AnsiConsole.Console),
    ClassCommand.Build(AnsiConsole.Console),
};
return await root.Parse(args)
    .InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(10) });
