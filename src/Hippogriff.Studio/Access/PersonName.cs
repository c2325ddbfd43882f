using System.Text;
using Hippogriff.Texts;

namespace Hippogriff.Studio.Access;

/// <summary>Names on name tags: short, readable in every list, and without signs of other uses.</summary>
internal static class PersonName
{
    /// <summary>Maximum number of characters.</summary>
    public const int Longest = 20;

    private const string Signs = "-'’.";

    /// <summary>The name in the form in which it is kept: composed, with single spaces.</summary>
    /// <exception cref="NameRefusedException">It is empty, too long, or has other characters.</exception>
    public static string Read(string? typed)
    {
        string name = string.Join(
            ' ',
            ComposedText.Of(typed ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
        );
        NameFault? fault =
            name.Length > Longest ? NameFault.TooLong
            : !name.EnumerateRunes().All(IsAllowed) ? NameFault.Odd
            : !name.EnumerateRunes().Any(Rune.IsLetterOrDigit) ? NameFault.Empty
            : null;
        return fault is { } wrong
            ? throw new NameRefusedException(
                wrong,
                name,
                $"A name has 1 to {Longest} characters: letters, digits, spaces, hyphens, apostrophes and dots."
            )
            : name;
    }

    /// <summary>What two names have in common that people would take for the same.</summary>
    public static string Key(string name) => name.ToUpperInvariant();

    private static bool IsAllowed(Rune rune) =>
        Rune.IsLetterOrDigit(rune)
        || rune.Value == ' '
        || Rune.GetUnicodeCategory(rune)
            is System.Globalization.UnicodeCategory.NonSpacingMark
                or System.Globalization.UnicodeCategory.SpacingCombiningMark
        || rune.IsBmp && Signs.Contains((char)rune.Value, StringComparison.Ordinal);
}
