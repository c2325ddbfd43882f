using Hippogriff.Pipelines;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Pages.Compare;

namespace Hippogriff.Tests.Pages;

public class ComparisonTests
{
    private static readonly JobRequest s_common = new() { Prompt = "a cat", Seed = 7 };

    [Fact]
    public void A_grid_goes_row_by_row_and_keeps_what_all_have_in_common()
    {
        Comparison grid = Comparison.Plan(s_common, Axis("guidance"), "1, 2.5", Axis("steps"), "4, 8-10");
        Assert.Equal(["4", "8", "9", "10"], grid.Columns);
        Assert.Equal(
            [(1.0, 4), (1.0, 8), (1.0, 9), (1.0, 10), (2.5, 4), (2.5, 8), (2.5, 9), (2.5, 10)],
            grid.Orders.Select(order => (order.Guidance!.Value, order.Steps!.Value))
        );
        Assert.All(grid.Orders, order => Assert.Equal(("a cat", 7L), (order.Prompt, order.Seed)));
    }

    [Fact]
    public void Prompts_are_listed_line_by_line_and_may_hold_commas()
    {
        Comparison grid = Comparison.Plan(s_common, Axis("prompt"), "a cat, asleep\n\n  a dog \n", null, "");
        Assert.Equal(["a cat, asleep", "a dog"], grid.Orders.Select(order => order.Prompt));
        Assert.Equal([""], grid.Columns);
    }

    [Fact]
    public void Samplers_are_understood_in_the_spellings_of_other_programs() =>
        Assert.Equal(
            ["euler_ancestral", "dpmpp_2m"],
            Comparison
                .Plan(s_common, Axis("sampler"), "Euler a, DPM++ 2M", null, "")
                .Orders.Select(order => order.Sampler)
        );

    [Fact]
    public void Weights_vary_of_the_first_lora_and_others_count_as_they_did()
    {
        JobRequest common = s_common with { Loras = [new LoraChoice("my-dog", 0.3), new LoraChoice("snow", 0.7)] };
        Comparison grid = Comparison.Plan(common, Axis("lora"), "-1, 0, 1.5", Axis("seed"), "1");
        Assert.Equal([-1, 0, 1.5], grid.Orders.Select(order => order.Loras![0].Weight));
        Assert.All(
            grid.Orders,
            order => Assert.Equal(("my-dog", new LoraChoice("snow", 0.7)), (order.Loras![0].Name, order.Loras[1]))
        );
    }

    [Theory]
    [InlineData("steps", "", "There are no steps to compare")]
    [InlineData("steps", "4, many", "'many' is no number of steps")]
    [InlineData("seed", "-3", "'-3' is no seed")]
    [InlineData("guidance", "NaN", "'NaN' is no guidance scale")]
    [InlineData("seed", "1-999999999999", "More than 12 seeds")]
    [InlineData("sampler", "magic", "There is no sampler 'magic'")]
    [InlineData("lora", "1, 2", "no LoRA ... in common")]
    [InlineData("lora", "", "no LoRA weights ... 0, 0.5, 1")]
    public void What_cannot_be_compared_is_refused_in_a_sentence(string axis, string values, string said) =>
        Said.Refusing(FaultKind.InvalidRequest, said, () => Comparison.Plan(s_common, Axis(axis), values, null, ""));

    [Fact]
    public void Rows_and_columns_vary_two_different_things() =>
        Assert.Contains(
            "both vary the steps",
            Assert
                .ThrowsAny<HippogriffException>(() => Comparison.Plan(s_common, Axis("steps"), "1", Axis("steps"), "2"))
                .Message
        );

    [Fact]
    public void A_grid_has_an_end() =>
        Assert.Contains(
            "at most 64",
            Assert
                .ThrowsAny<HippogriffException>(() =>
                    Comparison.Plan(s_common, Axis("seed"), "1-12", Axis("steps"), "1-12")
                )
                .Message
        );

    private static Axis Axis(string key) => Axes.Find(key)!;
}
