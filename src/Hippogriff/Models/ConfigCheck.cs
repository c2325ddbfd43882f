namespace Hippogriff.Models;

/// <summary>
/// Validates configurations before a network is built; libtorch would fail halfway with its own messages.
/// </summary>
/// <param name="Origin">Start of the messages, for example "'config.json'".</param>
/// <param name="Prefix">Prefix of the settings' names, for example "network.".</param>
public sealed record ConfigCheck(string Origin, string Prefix = "")
{
    /// <summary>Maximum number of channels.</summary>
    public const int MostChannels = 1 << 14;

    /// <summary>Maximum number of layers of one kind.</summary>
    public const int MostLayers = 512;

    /// <summary>Maximum number of words.</summary>
    public const int LongestText = 4_096;

    /// <summary>Maximum side of a patch.</summary>
    public const int LargestPatch = 64;

    private const int MostLevels = 8;

    /// <summary>The same for nested settings.</summary>
    public ConfigCheck In(string name) => this with { Prefix = $"{Prefix}{name}." };

    /// <exception cref="HippogriffException">The value is out of range or not a number.</exception>
    public void Between(string name, double value, double low, double high)
    {
        if (!(value >= low && value <= high))
            throw Fault($"{Origin} sets {Prefix}{name} to {value}; {low} to {high} are allowed.");
    }

    /// <exception cref="HippogriffException">The two differ.</exception>
    public void Equal(string name, int value, int expected, string whose)
    {
        if (value != expected)
            throw Fault($"{Origin} sets {Prefix}{name} to {value}, and {whose} {expected}; they must be the same.");
    }

    /// <exception cref="HippogriffException">The width of a level is not valid, or there are too many
    /// levels.</exception>
    public void Widths(string name, int[] widths)
    {
        if (widths.Length is < 1 or > MostLevels)
            throw Fault(
                $"{Origin} sets the number of {Prefix}{name} to {widths.Length}; 1 to {MostLevels} are allowed."
            );
        foreach (int width in widths)
            Between(name, width, 1, MostChannels);
    }

    /// <summary>
    /// Requires that an attention width can be split into heads, and its positions into rows and columns, sines and
    /// cosines.
    /// </summary>
    /// <exception cref="HippogriffException">It cannot be split.</exception>
    public void Attends(string name, int width, int headWidth)
    {
        Between(name, width, 4, MostChannels);
        Divides(name, width, 4, "the four parts of a position");
        Divides(name, width, Math.Max(1, width / headWidth), "the number of heads");
    }

    /// <exception cref="HippogriffException">The value is not a multiple.</exception>
    public void Divides(string name, int value, int divisor, string why)
    {
        if (value % divisor != 0)
            throw Fault($"{Origin} sets {Prefix}{name} to {value}, which is not a multiple of {divisor}, {why}.");
    }

    private static HippogriffException Fault(string sentence) => new(sentence);
}
