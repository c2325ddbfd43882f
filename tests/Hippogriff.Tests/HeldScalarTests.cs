using System.Runtime.CompilerServices;
using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Tests;

public sealed class HeldScalarTests
{
    [Fact]
    public void A_number_that_only_native_code_reads_lives_on()
    {
        WeakReference[] numbers =
        [
            Lose(() => Held(0.71828)),
            Lose(() => Held(271828)),
            Lose(() => Held(-0.0)),
            Lose(() => Held(double.NaN)),
            Lose(() => Held(0.5f)),
        ];
        Collect();
        Assert.All(numbers, number => Assert.True(number.IsAlive));
    }

    [Fact]
    public void Of_more_numbers_than_are_kept_the_latest_of_a_thread_live_on_and_older_ones_go()
    {
        WeakReference[] numbers = LoseMany(MostForEver + 4 * Latest);
        Collect();
        Assert.All(numbers[^Latest..], number => Assert.True(number.IsAlive));
        // other tests may have taken places of those that are kept for ever
        Assert.All(numbers[^(3 * Latest)..^(Latest + 8)], number => Assert.False(number.IsAlive));
    }

    [Fact]
    public void A_real_number_arrives_bit_by_bit()
    {
        foreach (double value in new[] { 0, -0.0, 1e-300, double.NegativeInfinity, double.NaN, 0.1f })
        {
            Assert.Equal(BitConverter.DoubleToInt64Bits(value), BitConverter.DoubleToInt64Bits(Held(value).ToDouble()));
            Assert.Equal(ScalarType.Float64, Held(value).Type);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(long.MinValue)]
    [InlineData((1L << 53) + 1)]
    public void A_whole_number_stays_whole(long value)
    {
        Assert.Equal(value, Held(value).ToInt64());
        Assert.Equal(ScalarType.Int64, Held(value).Type);
    }

    [Fact]
    public void Sums_and_squares_are_those_of_TorchSharp()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor a = linspace(-3, 5, 24).view(2, 3, 4),
            b = linspace(0.1, 1, 4),
            whole = tensor(new[] { -2L, 0, 7 });
        Same(a + b, a.Plus(b));
        Same(a + 0.3, a.Plus(0.3));
        Same(a + 2, a.Plus(2));
        Same(0.3 - a, a.TakenFrom(0.3));
        Same(a.square(), a.Squared());
        Same(whole + 3, whole.Plus(3));
        Same(whole + 0.5, whole.Plus(0.5));
        Same(1 - whole, whole.TakenFrom(1));
        Same(a * 0.7, a * Held(0.7));

        static void Same(Tensor expected, Tensor sum)
        {
            Assert.Equal(expected.dtype, sum.dtype);
            Assert.True(expected.equal(sum).all().item<bool>());
        }
    }

    private static WeakReference[] LoseMany(int count)
    {
        double first = Math.PI * 1e6;
        WeakReference[] lost = new WeakReference[count];
        for (int i = 0; i < count; i++)
        {
            double value = first + i;
            lost[i] = Lose(() => Held(value));
        }
        return lost;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Lose(Func<TorchSharp.Scalar> number) => new(number());

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }
}
