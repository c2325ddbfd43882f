using Hippogriff.Metadata;

namespace Hippogriff.Tests.Metadata;

public class NamedLoraTests
{
    private const string Head = "a cat <lora:foo:0.8>\nSteps: 20, Sampler: Euler, Seed: 1, Size: 64x64, ";

    [Fact]
    public void Lora_hashes_name_loras_whose_weights_the_prompt_says()
    {
        Infotext text = Infotext.Parse(Head + "Lora hashes: \"foo: abc123def456, bar: 0f\", Version: v1.6.0");
        Assert.Equal([new NamedLora("foo", "abc123def456", null), new NamedLora("bar", "0f", null)], text.NamedLoras);
    }

    [Fact]
    public void The_older_extension_says_weights_of_its_own()
    {
        Infotext text = Infotext.Parse(
            Head
                + "AddNet Enabled: True, AddNet Module 1: LoRA, AddNet Model 1: my style(abc123def456), "
                + "AddNet Weight A 1: 0.75, AddNet Weight B 1: 0.5, AddNet Module 2: LoRA, AddNet Model 2: plain"
        );
        Assert.Equal(
            [new NamedLora("my style", "abc123def456", 0.75), new NamedLora("plain", null, 1)],
            text.NamedLoras
        );
    }

    [Theory]
    [InlineData("Lora hashes: \", :, x\"")]
    [InlineData("AddNet Model 2: x(1)")]
    [InlineData("AddNet Model 1: x(1), AddNet Module 1: LyCORIS")]
    public void Entries_that_name_none_are_passed_over(string entries) =>
        Assert.Empty(Infotext.Parse(Head + entries).NamedLoras);
}
