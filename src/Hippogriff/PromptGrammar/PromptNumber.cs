using System.Globalization;
using System.Text.RegularExpressions;

namespace Hippogriff.PromptGrammar;

/// <summary>Reads numbers in prompts as Python's <c>float()</c> does, which other programs use.</summary>
internal static partial class PromptNumber
{
    /// <summary>The number; null if the text is none. "inf" and "nan" are numbers.</summary>
    public static double? Parse(string text)
    {
        string plain = Ascii(text.Trim());
        if (Number().IsMatch(plain))
            return double.Parse(
                plain.Replace("_", "", StringComparison.Ordinal),
                NumberStyles.Float,
                CultureInfo.InvariantCulture
            );
        return plain.TrimStart('+', '-').ToLowerInvariant() switch
        {
            "inf" or "infinity" when plain.Length - plain.TrimStart('+', '-').Length <= 1 => double.PositiveInfinity,
            "nan" when plain.Length - plain.TrimStart('+', '-').Length <= 1 => double.NaN,
            _ => null,
        };
    }

    /// <summary>Decimal digits of any script as ASCII digits.</summary>
    private static string Ascii(string text) =>
        text.All(char.IsAscii)
            ? text
            : string.Concat(text.Select(c => char.IsDigit(c) ? (char)('0' + (int)char.GetNumericValue(c)) : c));

    [GeneratedRegex(@"\A[+-]?([0-9](_?[0-9])*\.?([0-9](_?[0-9])*)?|\.[0-9](_?[0-9])*)([eE][+-]?[0-9](_?[0-9])*)?\z")]
    private static partial Regex Number();
}
