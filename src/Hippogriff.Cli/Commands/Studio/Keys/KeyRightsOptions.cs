using System.CommandLine;
using System.Globalization;
using Hippogriff.Cli.Parsing;
using Hippogriff.Studio.Access;

namespace Hippogriff.Cli.Commands.Studio.Keys;

/// <summary>The options that say what the holder of a key may do.</summary>
internal sealed class KeyRightsOptions
{
    private const string Unlimited = "any";

    private readonly Option<string?> _role = Values.Name(
        "--role",
        [.. Enum.GetNames<KeyRole>().Select(name => name.ToLowerInvariant())],
        "What the holder of a key may do: admin, user or viewer. An admin sees and changes all, a user draws and sees "
            + "their own, a viewer only looks at what others show. Default: admin. One of"
    );
    private readonly Option<string?> _pictures = Values.Text(
        "--pictures-a-day",
        "N",
        $"Most pictures in 24 hours. Default: {Unlimited}, without a limit."
    );
    private readonly Option<double?> _weight = Values.Number(
        "--weight",
        KeyRights.LeastWeight,
        KeyRights.MostWeight,
        "Share of the device while others wait, too. 2 gets twice as much as 1. Default: 1."
    );

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command) => command.AddAll([_role, _pictures, _weight]);

    /// <summary>Rights with what the line names changed.</summary>
    /// <exception cref="HippogriffException">The number of pictures is none.</exception>
    public KeyRights Read(ParseResult parsed, KeyRights rights) =>
        new(
            parsed.GetValue(_role) is { } role ? Enum.Parse<KeyRole>(role, ignoreCase: true) : rights.Role,
            parsed.GetValue(_pictures) is { } pictures ? Pictures(pictures) : rights.PicturesADay,
            parsed.GetValue(_weight) ?? rights.Weight
        );

    private static int? Pictures(string text) =>
        text.Equals(Unlimited, StringComparison.OrdinalIgnoreCase) ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
        && number <= KeyRights.MostPictures
            ? number
        : throw new HippogriffException(
            string.Create(
                CultureInfo.InvariantCulture,
                $"--pictures-a-day is a whole number from 0 to {KeyRights.MostPictures}, or '{Unlimited}'."
            )
        );
}
