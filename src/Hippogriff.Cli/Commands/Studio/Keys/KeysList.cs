using System.CommandLine;
using System.Globalization;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Parsing;
using Hippogriff.Cli.Views;
using Hippogriff.Studio.Access;
using Hippogriff.Texts;

namespace Hippogriff.Cli.Commands.Studio.Keys;

/// <summary><c>hippogriff studio keys list</c>.</summary>
internal static class KeysList
{
    public static Command Build(CommandHost host)
    {
        KeysPlace place = new();
        Option<bool> json = JsonOption.Create();
        DocumentedCommand command = new(
            "list",
            "List the keys with what their holders may do.",
            "hippogriff studio keys list",
            "hippogriff studio keys list --studio my-studio --json"
        )
        {
            json,
        };
        place.AddTo(command);
        command.SetAction(parsed =>
        {
            IReadOnlyList<ListedKey> keys = place.Keys(parsed).All();
            if (parsed.GetValue(json))
                Json.Write(host.Terminal.Out, keys.Select(Document));
            else
                Show(host.Terminal, keys);
        });
        return command;
    }

    /// <summary>Rights in words, without a full stop.</summary>
    public static string Sentence(KeyRights rights) =>
        $"{NameOf(rights.Role)}, {PicturesOf(rights)}, weight {rights.Weight.ToString(CultureInfo.InvariantCulture)}";

    private static object Document(ListedKey key) =>
        new
        {
            key.Name,
            Role = NameOf(key.Rights.Role),
            key.Rights.PicturesADay,
            key.Rights.Weight,
            key.Created,
        };

    private static void Show(Terminal terminal, IReadOnlyList<ListedKey> keys)
    {
        if (keys.Count == 0)
        {
            terminal.Error.WriteLine("There are no keys here; hippogriff studio keys add NAME makes one.");
            return;
        }
        TextTable table = new("name", "role", "pictures", "weight", "made");
        foreach (ListedKey key in keys)
            table.Add(
                key.Name,
                NameOf(key.Rights.Role),
                PicturesOf(key.Rights),
                key.Rights.Weight.ToString(CultureInfo.InvariantCulture),
                key.Created.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            );
        table.Write(terminal);
    }

    private static string NameOf(KeyRole role) => role.ToString().ToLowerInvariant();

    private static string PicturesOf(KeyRights rights) =>
        rights.Role == KeyRole.Viewer ? "no pictures"
        : rights.PicturesADay is { } most ? $"{Counted.Of(most, "picture")} a day"
        : "any number of pictures";
}
