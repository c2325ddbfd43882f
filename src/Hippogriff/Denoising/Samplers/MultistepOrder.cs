namespace Hippogriff.Denoising.Samplers;

/// <summary>How many guesses a multistep method looks at, as the authors of DPM-Solver have it.</summary>
internal static class MultistepOrder
{
    private const int FewSteps = 15;

    /// <summary>The order at one step, at most <paramref name="order"/>: lower at the end of short runs.</summary>
    /// <param name="step">Number of the step, from 0.</param>
    /// <param name="steps">Steps of the whole run.</param>
    /// <param name="order">The method's order, 1 to 3.</param>
    /// <param name="lowerFinal">Whether runs below 15 steps end with orders 2 and 1.</param>
    /// <param name="endsWithOne">Whether the last step is of order 1 in any run.</param>
    public static int At(int step, int steps, int order, bool lowerFinal, bool endsWithOne = false)
    {
        bool few = lowerFinal && steps < FewSteps;
        if (step == steps - 1 && (few || endsWithOne))
            return 1;
        return step == steps - 2 && few ? Math.Min(2, order) : order;
    }
}
