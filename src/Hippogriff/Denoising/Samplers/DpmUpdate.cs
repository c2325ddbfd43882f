using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Denoising.Samplers;

/// <summary>
/// One exponential step of DPM-Solver from s to t by a value and its differences, with or without fresh noise. The
/// value is the guess of the picture (2211.01095, eq. 8) or of the noise (2206.00927, eq. 3.4).
/// </summary>
internal sealed class DpmUpdate(SamplerContext context, DpmSolverSettings settings, double s, double t)
{
    private readonly NoiseFamily _family = context.Family;
    private readonly double _h = context.Family.Lambda(t) - context.Family.Lambda(s);

    /// <summary>What is extrapolated: the guess itself, or the noise that it implies.</summary>
    public Tensor ValueOf(Tensor x, Tensor clean, double level) =>
        settings.OfData ? clean : (x - clean * Held(_family.Alpha(level))) / Held(level);

    /// <summary>The step with differences over earlier values, the latest first.</summary>
    public Tensor Extrapolated(Tensor x, Tensor here, List<(double Lambda, Tensor Value)> before)
    {
        if (before.Count == 0)
            return Step(x, here, null, null, 1);
        double start = _family.Lambda(s),
            r0 = (start - before[0].Lambda) / _h;
        Tensor first = (here - before[0].Value) / Held(r0);
        if (before.Count == 1)
            return Step(x, here, first, null, 2);
        double r1 = (before[0].Lambda - before[1].Lambda) / _h;
        Tensor earlier = (before[0].Value - before[1].Value) / Held(r1);
        Tensor change = first - earlier;
        return Step(x, here, first.Plus(change * Held(r0 / (r0 + r1))), change / Held(r0 + r1), 3);
    }

    /// <summary>The step with differences over values inside of it, in order of lambda.</summary>
    public Tensor Interpolated(Tensor x, Tensor start, List<(double Lambda, Tensor Value)> inner)
    {
        if (inner.Count == 0)
            return Step(x, start, null, null, 1);
        double first = _family.Lambda(s);
        Tensor[] slopes = [.. inner.Select(point => (point.Value - start) / Held((point.Lambda - first) / _h))];
        if (inner.Count == 1)
            return Step(x, start, slopes[0], null, 2);
        if (!settings.Heun)
            return Step(x, start, slopes[1], null, 3);
        double r1 = (inner[0].Lambda - first) / _h,
            r2 = (inner[1].Lambda - first) / _h;
        Tensor slope = (slopes[0] * Held(r2) - slopes[1] * Held(r1)) / Held(r2 - r1);
        return Step(x, start, slope, (slopes[1] - slopes[0]) * Held(2 / (r2 - r1)), 3);
    }

    private Tensor Step(Tensor x, Tensor value, Tensor? slope, Tensor? curve, int order)
    {
        double alpha = _family.Alpha(t);
        bool exact = settings.Heun || order == 3;
        if (settings.OfData)
        {
            double decay = settings.Stochastic ? 2 * _h : _h,
                whole = -Exponential.Expm1(-decay);
            double ofSlope = exact ? 1 - whole / decay : whole / 2,
                // the SDE's order 3 has -1/2 here where +1/2 would be right; diffusers has it so, too
                ofCurve = 0.5 - (decay - whole) / (decay * decay) - (settings.Stochastic ? 1 : 0);
            Tensor next = x * Held(t / s * (settings.Stochastic ? Math.Exp(-_h) : 1));
            next = Sum(next, alpha, (value, whole), (slope, ofSlope), (curve, ofCurve));
            double fresh = settings.Stochastic ? t * Math.Sqrt(Math.Max(0, -Exponential.Expm1(-2 * _h))) : 0;
            return Transition.AddNoise(next, context, fresh);
        }
        double grown = Exponential.Expm1(_h),
            twice = settings.Stochastic ? 2 : 1;
        Tensor moved = x * Held(alpha / _family.Alpha(s));
        moved = Sum(
            moved,
            -twice * t,
            (value, grown),
            (slope, exact ? grown / _h - 1 : grown / 2),
            (curve, (grown - _h) / (_h * _h) - 0.5)
        );
        double added = settings.Stochastic ? t * Math.Sqrt(Math.Max(0, Exponential.Expm1(2 * _h))) : 0;
        return Transition.AddNoise(moved, context, added);
    }

    private static Tensor Sum(Tensor x, double factor, params (Tensor? Value, double Weight)[] terms)
    {
        foreach ((Tensor? value, double weight) in terms)
            if (value is not null)
                x = x.Plus(value * Held(factor * weight));
        return x;
    }
}
