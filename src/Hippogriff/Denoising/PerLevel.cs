using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Denoising;

/// <summary>Values per noise level, one per picture.</summary>
internal static class PerLevel
{
    /// <summary>
    /// A function of every level [N], computed in float64 on the CPU; the result [N] is float32 on the levels' device.
    /// </summary>
    public static Tensor Map(Tensor levels, Func<double, double> function)
    {
        using Tensor here = levels.to(ScalarType.Float64).cpu();
        return tensor([.. here.data<double>().Select(level => (float)function(level))], device: levels.device);
    }

    /// <summary>Numbers [N] as [N, 1, 1, 1], to broadcast over pictures.</summary>
    public static Tensor OverPixels(Tensor numbers) => numbers.view(-1, 1, 1, 1);
}
