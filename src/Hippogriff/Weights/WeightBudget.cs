using Hippogriff.Texts;

namespace Hippogriff.Weights;

/// <summary>
/// Holds what a file of settings asks for against the weights that are there, before a network is built: building one
/// costs its memory and its random numbers. What differs by a little is built and then told tensor by tensor
/// (<see cref="WeightLoader.Load"/>).
/// </summary>
public static class WeightBudget
{
    private const long Slack = 1 << 15;

    /// <summary>Numbers that lie in the file.</summary>
    public static long NumbersOf(IWeightSource file) => file.ByName.Values.Sum(entry => entry.Count);

    /// <param name="file">The weights, of which only the header is read.</param>
    /// <param name="config">The file of settings, for the sentence.</param>
    /// <param name="count">Reckons the numbers that a network of these settings holds; may overflow.</param>
    /// <exception cref="HippogriffException">The settings ask for a network that the weights cannot be of.</exception>
    public static void Require(IWeightSource file, string config, Func<long> count)
    {
        long there = NumbersOf(file);
        string asked;
        try
        {
            long numbers = count();
            if (numbers <= there + there / 4 + Slack)
                return;
            asked = Counted.Of(numbers, "number");
        }
        catch (OverflowException)
        {
            asked = "more numbers than can be counted";
        }
        throw new HippogriffException(
            $"'{config}' asks for a network of {asked}, and '{file.Path}' beside it holds {there}: they do "
                + "not belong together.",
            FaultKind.DamagedFile
        );
    }
}
