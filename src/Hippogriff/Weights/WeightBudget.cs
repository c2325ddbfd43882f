using Hippogriff.Texts;

namespace Hippogriff.Weights;

/// <summary>
/// Compares the size of a configuration with the weights before a network is built, because building needs memory and
/// random numbers. Small differences are reported per tensor later (<see cref="WeightLoader.Load"/>).
/// </summary>
public static class WeightBudget
{
    private const long Slack = 1 << 15;

    /// <summary>Number of parameters in the file.</summary>
    public static long NumbersOf(IWeightSource file) => file.ByName.Values.Sum(entry => entry.Count);

    /// <param name="file">The weights; only the header is read.</param>
    /// <param name="config">The configuration file, for the message.</param>
    /// <param name="count">Computes the number of parameters of the network; may overflow.</param>
    /// <exception cref="HippogriffException">The weights cannot belong to a network of this configuration.</exception>
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
