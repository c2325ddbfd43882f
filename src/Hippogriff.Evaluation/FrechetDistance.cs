using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Evaluation;

/// <summary>
/// Frechet distance between two sets of pictures as normal distributions of features (FID, 1706.08500): |m1 - m2|^2 +
/// tr(C1 + C2 - 2 (C1^1/2 C2 C1^1/2)^1/2). The square root of the symmetric matrix uses its eigenvalues.
/// </summary>
public static class FrechetDistance
{
    /// <summary>The distance of two sets of at least two rows of F features.</summary>
    public static double Between(IReadOnlyList<float[]> first, IReadOnlyList<float[]> second)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        (Tensor mean1, Tensor covariance1) = Moments(first);
        (Tensor mean2, Tensor covariance2) = Moments(second);
        return Between(mean1, covariance1, mean2, covariance2);
    }

    /// <summary>The distance of two normal distributions: means [F], covariances [F, F], float64.</summary>
    public static double Between(Tensor mean1, Tensor covariance1, Tensor mean2, Tensor covariance2)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        (Tensor values, Tensor vectors) = linalg.eigh(covariance1);
        Tensor root = vectors.matmul(values.clamp_min(Held(0)).sqrt().diag()).matmul(vectors.T); // C1^1/2
        Tensor inner = root.matmul(covariance2).matmul(root);
        double cross = linalg.eigvalsh(inner.Plus(inner.T) / Held(2)).clamp_min(Held(0)).sqrt().sum().item<double>();
        double between = (mean1 - mean2).Squared().sum().item<double>(),
            spreads = covariance1.trace().Plus(covariance2.trace()).item<double>();
        return Math.Max(0, between + spreads - 2 * cross);
    }

    private static (Tensor Mean, Tensor Covariance) Moments(IReadOnlyList<float[]> rows)
    {
        if (rows.Count < 2)
            throw new ArgumentException("A distribution needs at least two pictures.", nameof(rows));
        Tensor all = stack([.. rows.Select(r => tensor(r))]).to(ScalarType.Float64); // [N, F]
        Tensor mean = all.mean([0]),
            centred = all - mean;
        return (mean, centred.T.matmul(centred) / Held(rows.Count - 1));
    }
}
