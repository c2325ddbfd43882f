using Hippogriff.Tests.Models;
using Hippogriff.Training.Loop;
using TorchSharp;
using TorchSharp.Modules;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Training;

/// <summary>
/// The smallest task there is: find the four numbers of a line from noisy points. A step takes a fraction of a
/// millisecond.
/// </summary>
internal sealed class LineObjective : IObjective<float[]>, IDisposable
{
    private readonly Linear _line;

    public LineObjective(ScalarType type = ScalarType.Float32)
    {
        _line = TinyNetworks.Seeded(nn.Linear(4, 1));
        _line.to(type);
    }

    public nn.Module Network => _line;

    public int BatchSize => 8;

    /// <summary>What the loss of a 0-based step is multiplied with; the loop sees the product.</summary>
    public Func<long, double> Factor { get; set; } = _ => 1;

    /// <summary>Steps that were really computed, in order.</summary>
    public List<long> Seen { get; } = [];

    public float[] Prepare(long step)
    {
        float[] numbers = new float[1 + 8 * 4];
        numbers[0] = step;
        Random random = new((int)step + 1000);
        for (int i = 1; i < numbers.Length; i++)
            numbers[i] = (float)random.NextDouble() * 2 - 1;
        return numbers;
    }

    public Tensor Loss(float[] batch, BatchRandom random)
    {
        long step = (long)batch[0];
        Seen.Add(step);
        Tensor x = tensor(batch[1..], 8, 4);
        Tensor y = x.matmul(tensor(new[] { 1f, -2f, 3f, 0.5f }, 4, 1)).Plus(random.Normal([8, 1], CPU) * Held(0.01));
        Tensor guess = _line.call(x.to(_line.weight!.dtype)).to(ScalarType.Float32);
        return (guess - y).Squared().mean() * Held(Factor(step));
    }

    public void Dispose() => _line.Dispose();
}
