using Hippogriff.Cli.Hosting;
using Hippogriff.Files;

namespace Hippogriff.Tests.Cli;

/// <summary>Where pictures go, by the rules of systems that the tests do not run on.</summary>
public sealed class OutputNamesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("nul.png", "device")]
    [InlineData("Con.webp", "device")]
    [InlineData("a?.png", "holds")]
    [InlineData("a:b.png", "holds")]
    [InlineData("a|b.jpg", "holds")]
    public void A_file_that_Windows_cannot_write_is_refused_there_before_anything_is_drawn(string name, string why)
    {
        HippogriffException refusal = Assert.Throws<HippogriffException>(() =>
            new OutputNames(name, "out", rules: FileNameRules.Windows)
        );
        Assert.Contains(why, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(name, refusal.Message, StringComparison.Ordinal);
        _ = new OutputNames(name, "out", rules: FileNameRules.Linux);
    }

    [Fact]
    public void Numbers_behind_a_name_count_when_its_length_is_checked_in_bytes_and_on_Windows_in_letters()
    {
        string name = new string('画', 83) + "xx.png"; // 255 bytes, 89 letters
        OutputNames linux = new(Path.Combine(_folder.Path, name), "out", rules: FileNameRules.Linux);

        linux.Probe(1);
        HippogriffException refusal = Assert.Throws<HippogriffException>(() => linux.Probe(2));
        Assert.Contains("257 bytes", refusal.Message, StringComparison.Ordinal);
        Assert.Null(FileNameRules.Windows.Fault(name.Replace(".png", "-2.png", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("con")]
    [InlineData("a:b?c|d<e>f\"g*h\\i/j")]
    [InlineData("...")]
    [InlineData("\0\u001b[2J")]
    [InlineData("\ud800")]
    [InlineData(
        "猫猫猫猫猫猫猫猫猫猫猫猫猫猫猫猫猫猫猫猫猫猫猫猫猫猫猫猫猫猫猫猫猫猫猫猫猫猫猫猫猫猫猫猫猫猫猫猫猫猫猫猫猫猫猫猫猫"
    )]
    [InlineData("e\u0301 à la carte")]
    public void The_name_made_of_any_prompt_is_taken_by_every_system(string prompt) =>
        Assert.Null(
            FileNameRules.All.Fault(
                FileNameRules.All.Fit($"{OutputNames.Slug(prompt)}-{long.MaxValue}", "-steps-100.png")
            )
        );
}
