using System.Diagnostics;
using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Training.Loop;

/// <summary>Chooses the data type of networks in training.</summary>
public static class WorkingType
{
    /// <summary>The name for a choice by this machine.</summary>
    public const string Auto = "auto";

    /// <summary>Single precision.</summary>
    public const string Float32 = "float32";

    /// <summary>Half the bytes, for processors and GPUs that have it.</summary>
    public const string BFloat16 = "bfloat16";

    private const double WorthIt = 1.5;

    // measured once a process: near the limit, two measurements might differ, and with them two runs
    private static readonly Lazy<(double Float32, double BFloat16)> s_seconds = new(Measure);

    /// <summary>
    /// Resolves "float32", "bfloat16" or "auto". Auto is bfloat16 on a GPU and on processors with fast bfloat16
    /// products (AVX512-BF16, AMX); on other processors bfloat16 is far slower.
    /// </summary>
    public static ScalarType Choose(string precision, Device device) =>
        precision switch
        {
            Float32 => ScalarType.Float32,
            BFloat16 => ScalarType.BFloat16,
            _ when device.type != DeviceType.CPU => ScalarType.BFloat16,
            _ => s_seconds.Value.Float32 > WorthIt * s_seconds.Value.BFloat16
                ? ScalarType.BFloat16
                : ScalarType.Float32,
        };

    /// <summary>
    /// The name of the type of <see cref="Choose"/>. A run resolves it once at its start and keeps it, because another
    /// type would change the results.
    /// </summary>
    public static string Resolve(string precision, Device device) =>
        Choose(precision, device) == ScalarType.BFloat16 ? BFloat16 : Float32;

    /// <summary>
    /// A warning before a run resumes in bfloat16 on a machine where float32 is clearly faster; otherwise null. The run
    /// keeps its type, because another one would change the results.
    /// </summary>
    public static string? Remark(string precision, Device device) =>
        precision == BFloat16 && device.type == DeviceType.CPU
            ? Remark(s_seconds.Value.Float32, s_seconds.Value.BFloat16)
            : null;

    /// <summary><see cref="Remark(string, Device)"/> from the seconds of one product in each type.</summary>
    internal static string? Remark(double float32, double bfloat16) =>
        bfloat16 > WorthIt * float32
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"This run computes in bfloat16, as it began; here a product takes {bfloat16 / float32:0.#} "
            ) + "times as long as in float32, so go on where bfloat16 is fast, or begin a new run."
            : null;

    /// <summary>
    /// Best times of a few products of 256 x 256 matrices in each type, in turns. They are small, because bfloat16
    /// without hardware support is a hundred times slower.
    /// </summary>
    private static (double Float32, double BFloat16) Measure()
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable inference = inference_mode();
        Tensor exact = ones(256, 256),
            rounded = ones(256, 256, dtype: ScalarType.BFloat16);
        (double Float32, double BFloat16) best = (double.PositiveInfinity, double.PositiveInfinity);
        for (int i = 0; i < 8; i++)
            best = (Math.Min(best.Float32, Product(exact)), Math.Min(best.BFloat16, Product(rounded)));
        return best;

        static double Product(Tensor a)
        {
            Stopwatch clock = Stopwatch.StartNew();
            a.matmul(a).Dispose();
            return clock.Elapsed.TotalSeconds;
        }
    }
}
