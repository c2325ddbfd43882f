using System.CommandLine;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Parsing;
using Hippogriff.Studio.Access;
using Hippogriff.Studio.Storage;

namespace Hippogriff.Cli.Commands.Studio.Keys;

/// <summary><c>hippogriff studio keys</c>: the API keys of a server and what their holders may do.</summary>
internal static class KeysCommand
{
    public static Command Build(CommandHost host) =>
        new("keys", "Look after the API keys of a server: list, add, set, remove. A running server follows at once.")
        {
            KeysList.Build(host),
            BuildAdd(host),
            BuildSet(host),
            BuildRemove(host),
        };

    private static DocumentedCommand BuildAdd(CommandHost host)
    {
        KeysPlace place = new();
        KeyRightsOptions rights = new();
        Argument<string> name = Name();
        DocumentedCommand command = new(
            "add",
            "Make an API key and print it once; only its hash is kept.",
            "hippogriff studio keys add laptop",
            "hippogriff studio keys add ada --role user --pictures-a-day 50"
        )
        {
            name,
        };
        place.AddTo(command);
        rights.AddTo(command);
        command.SetAction(parsed =>
        {
            if (place.InFolder(parsed) is { } folder)
                DataFolder.Mark(folder);
            string key = place
                .Keys(parsed)
                .Add(parsed.GetRequiredValue(name), host.Clock.GetUtcNow(), rights.Read(parsed, new KeyRights()));
            host.Terminal.Out.WriteLine(key);
            host.Terminal.Error.WriteLine(ServeCommand.ShownOnce);
        });
        return command;
    }

    private static DocumentedCommand BuildSet(CommandHost host)
    {
        KeysPlace place = new();
        KeyRightsOptions rights = new();
        Argument<string> name = Name();
        DocumentedCommand command = new(
            "set",
            "Change what the holder of a key may do, from the next request on. What is not named stays.",
            "hippogriff studio keys set ada --role viewer",
            "hippogriff studio keys set ada --pictures-a-day 0 --weight 2"
        )
        {
            name,
        };
        place.AddTo(command);
        rights.AddTo(command);
        command.SetAction(parsed =>
        {
            ApiKeys keys = place.Keys(parsed);
            string key = parsed.GetRequiredValue(name);
            KeyRights changed = rights.Read(parsed, keys.RightsOf(key) ?? new KeyRights());
            keys.Set(key, changed);
            host.Terminal.Out.WriteLine($"{key}: {KeysList.Sentence(changed)}.");
        });
        return command;
    }

    private static DocumentedCommand BuildRemove(CommandHost host)
    {
        KeysPlace place = new();
        Argument<string> name = Name();
        DocumentedCommand command = new(
            "remove",
            "Take a key away: it opens nothing from the next request on, in open windows either. Pictures stay.",
            "hippogriff studio keys remove ada"
        )
        {
            name,
        };
        place.AddTo(command);
        command.SetAction(parsed =>
        {
            place.Keys(parsed).Remove(parsed.GetRequiredValue(name));
            host.Terminal.Out.WriteLine($"The key '{parsed.GetRequiredValue(name)}' opens nothing any more.");
        });
        return command;
    }

    private static Argument<string> Name() =>
        new("name") { HelpName = "NAME", Description = "Name of the key: whose it is. What they draw belongs to it." };
}
