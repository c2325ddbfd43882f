using System.CommandLine;
using Hippogriff.Campaigns.Killing;
using Spectre.Console;

namespace Hippogriff.Campaigns;

/// <summary><c>kill</c>: processes that are ended where they stand.</summary>
internal static class KillCommand
{
    public static Command Build(IAnsiConsole console)
    {
        Argument<string[]> what = new("WHAT")
        {
            Arity = ArgumentArity.ZeroOrMore,
            Description =
                $"{string.Join(", ", VictimKind.All.Select(kind => $"{kind.Name} ({kind.About})"))}. Left out: all.",
        };
        Option<int> times = new("--times")
        {
            Description = "Kills of all together, by their shares.",
            DefaultValueFactory = _ => 100,
        };
        Option<long> seed = new("--seed") { Description = "Seed of the moments.", DefaultValueFactory = _ => 1 };
        Option<string> findings = new("--findings")
        {
            HelpName = "DIR",
            Description = "Where findings go.",
            DefaultValueFactory = _ => "findings",
        };
        Option<string?> figures = new("--figures") { HelpName = "FILE", Description = "JSON file for the figures." };
        Command command = new(
            "kill",
            "kill -9 at random moments: nothing that was acknowledged is lost, nothing is half written, and "
                + "the same seed gives the same bytes."
        )
        {
            what,
            times,
            seed,
            findings,
            figures,
        };
        command.SetAction(
            async (parsed, stop) =>
            {
                string[] names = parsed.GetValue(what) ?? [];
                IReadOnlyList<VictimKind> kinds =
                    names.Length == 0
                        ? VictimKind.All
                        :
                        [
                            .. names.Select(name =>
                                VictimKind.All.FirstOrDefault(kind => kind.Name == name)
                                ?? throw new HippogriffException(
                                    $"There is no '{name}' to kill; there are "
                                        + $"{string.Join(", ", VictimKind.All.Select(kind => kind.Name))}."
                                )
                            ),
                        ];
                KillCampaign campaign = new(
                    kinds,
                    parsed.GetValue(times),
                    parsed.GetValue(seed),
                    Path.GetFullPath(parsed.GetValue(findings)!),
                    parsed.GetValue(figures),
                    console
                );
                return await campaign.RunAsync(stop) ? 1 : 0;
            }
        );
        return command;
    }
}
