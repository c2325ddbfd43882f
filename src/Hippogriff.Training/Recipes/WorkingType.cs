using System.Diagnostics;
using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Training.Recipes;

/// <summary>Chooses what networks compute in while they are trained.</summary>
public static class WorkingType
{
    /// <summary>The name that leaves it to this machine.</summary>
    public const string Auto = "auto";

    private const double WorthIt = 1.5;

    /// <summary>
    /// "float32", "bfloat16", or "auto": bfloat16 on a GPU and on processors where it multiplies matrices clearly
    /// faster (AVX512-BF16, AMX); elsewhere it is far slower.
    /// </summary>
    public static ScalarType Choose(string precision, Device device) =>
        precision switch
        {
            "float32" => ScalarType.Float32,
            "bfloat16" => ScalarType.BFloat16,
            _ when device.type != DeviceType.CPU => ScalarType.BFloat16,
            _ => Seconds(ScalarType.Float32) > WorthIt * Seconds(ScalarType.BFloat16)
                ? ScalarType.BFloat16
                : ScalarType.Float32,
        };

    /// <summary>
    /// The name of what <see cref="Choose"/> chooses. A run resolves it once, when it begins, and keeps it: another
    /// choice on another day would give other numbers.
    /// </summary>
    public static string Resolve(string precision, Device device) =>
        Choose(precision, device) == ScalarType.BFloat16 ? "bfloat16" : "float32";

    /// <summary>
    /// What to say before a run goes on in a type that another machine chose: bfloat16 where float32 is clearly faster,
    /// or null. The run keeps its type, since another one would give other numbers.
    /// </summary>
    public static string? Remark(string precision, Device device) =>
        precision == "bfloat16" && device.type == DeviceType.CPU
            ? Remark(Seconds(ScalarType.Float32), Seconds(ScalarType.BFloat16))
            : null;

    /// <summary><see cref="Remark(string, Device)"/> from the seconds that one product takes in each type.</summary>
    internal static string? Remark(double float32, double bfloat16) =>
        bfloat16 > WorthIt * float32
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"This run computes in bfloat16, as it began; here a product takes {bfloat16 / float32:0.#} "
            ) + "times as long as in float32, so go on where bfloat16 is fast, or begin a new run."
            : null;

    /// <summary>
    /// Best of a few products of 256 x 256 matrices: small, because bfloat16 without hardware is a hundred times
    /// slower.
    /// </summary>
    private static double Seconds(ScalarType type)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable inference = inference_mode();
        Tensor a = ones(256, 256, dtype: type);
        double best = double.PositiveInfinity;
        for (int i = 0; i < 6; i++)
        {
            Stopwatch clock = Stopwatch.StartNew();
            a.matmul(a).Dispose();
            best = Math.Min(best, clock.Elapsed.TotalSeconds);
        }
        return best;
    }
}
