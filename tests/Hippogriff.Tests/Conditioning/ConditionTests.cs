using Hippogriff.Conditioning;
using Hippogriff.Tests.Pipelines;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Conditioning;

public class ConditionTests
{
    private static readonly ConditionRequest s_size = new(8, 8);

    /// <summary>Row k holds the number k everywhere.</summary>
    private static Condition Rows(int count, bool pooled = true)
    {
        Tensor numbers = arange(Held(0), Held(count), Held(1), dtype: ScalarType.Float32);
        return new Condition(numbers.view(-1, 1, 1).repeat(1, 2, 3), pooled ? numbers.view(-1, 1).repeat(1, 4) : null)
        {
            Mask = numbers.view(-1, 1).repeat(1, 2),
            Extra = new Dictionary<string, Tensor> { [ExtraInputs.TimeIds] = numbers.view(-1, 1) },
        };
    }

    private static void Holds(Condition condition, params float[] rows)
    {
        Assert.Equal(rows.Length, condition.Rows);
        Tensor[] all =
        [
            condition.Tokens,
            .. condition.Pooled is { } pooled ? [pooled] : Array.Empty<Tensor>(),
            condition.Mask!,
            condition.ExtraOf(ExtraInputs.TimeIds)!,
        ];
        Assert.All(all, x => Assert.Equal(rows, x.flatten(1).select(1, 0).contiguous().data<float>().ToArray()));
    }

    [Fact]
    public void All_inputs_are_selected_repeated_and_joined_row_by_row()
    {
        using var scope = NewDisposeScope();
        Condition three = Rows(3);
        Holds(three.Select(2, 0, 0), 2, 0, 0);
        Holds(three.Select(1, 2), 1, 2);
        Holds(three.Row(1), 1);
        Holds(three.Repeat(2), 0, 0, 1, 1, 2, 2);
        Holds(three.Row(2).Then(three), 2, 0, 1, 2);
        Holds(Rows(2, pooled: false).Then(Rows(1, pooled: false)), 0, 1, 0);
    }

    [Fact]
    public void Rows_are_moved_to_another_type_and_whole_numbers_stay_what_they_are()
    {
        using var scope = NewDisposeScope();
        Condition moved = Rows(2).With("numbers", tensor(new long[] { 7, 8 })).To(CPU, ScalarType.BFloat16);
        Assert.Equal(ScalarType.BFloat16, moved.Tokens.dtype);
        Assert.Equal(ScalarType.BFloat16, moved.Pooled!.dtype);
        Assert.Equal(ScalarType.Int64, moved.ExtraOf("numbers")!.dtype);
    }

    [Fact]
    public void A_mask_that_only_one_of_two_has_counts_all_tokens_of_the_other()
    {
        using var scope = NewDisposeScope();
        Condition joined = Rows(1).Then(Rows(1) with { Mask = null });
        Assert.Equal([0f, 0, 1, 1], joined.Mask!.data<float>().ToArray());
        Assert.Null((Rows(1) with { Mask = null }).Then(Rows(1) with { Mask = null }).Mask);
    }

    [Fact]
    public void Conditions_of_other_inputs_or_lengths_are_not_joined()
    {
        using var scope = NewDisposeScope();
        Condition one = Rows(1);
        Assert.Throws<ArgumentException>(() => one.Then(Rows(1, pooled: false)));
        Assert.Throws<ArgumentException>(() => one.Then(one.With(ExtraInputs.Guidance, zeros(1))));
        Assert.Throws<ArgumentException>(() => one.Then(one with { Tokens = zeros(1, 5, 3) }));
        Assert.Throws<ArgumentException>(() => Rows(1, pooled: false).RequirePooled());
    }

    [Fact]
    public void A_prompt_that_is_asked_for_several_times_is_encoded_once()
    {
        using var scope = NewDisposeScope();
        LetterConditioner letters = new();
        Condition rows = letters.EncodeOnce(["", "cat", "", "dog"], s_size);
        Assert.Equal(["", "cat", "", "dog"], LetterConditioner.Read(rows));
        Assert.Equal(["", "cat", "dog"], Assert.Single(letters.Calls));
    }
}
