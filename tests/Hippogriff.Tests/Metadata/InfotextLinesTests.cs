using Hippogriff.Metadata;

namespace Hippogriff.Tests.Metadata;

public class InfotextLinesTests
{
    private const string Settings = "Steps: 20, Sampler: Euler a, CFG scale: 7, Seed: 5, Size: 512x512, Model: m";

    [Theory]
    [InlineData(Settings + "\nTemplate: a {red|green} apple on a table\nNegative Template: blue")]
    [InlineData(Settings + "\n")]
    [InlineData("Steps: 20, Sampler: Euler a, CFG scale: 7, Seed: 5, Size: 512x512, Wildcard: \"x\ny\", Model: m")]
    [InlineData("Steps: 20, Sampler: Euler a, CFG scale: 7, Wildcard: one\ntwo, Seed: 5, Size: 512x512, Model: m")]
    [InlineData(Settings + "\r\nTemplate: Steps: 3, Seed: 99, Model: other")]
    [InlineData(Settings + "\nTI: a, b: c, d: e, f: g")]
    public void What_other_programs_write_behind_the_settings_is_no_prompt(string settings)
    {
        Infotext text = Infotext.Parse("a red apple on a table\nNegative prompt: blue\n" + settings);
        Assert.Equal(("a red apple on a table", "blue"), (text.Prompt, text.NegativePrompt));
        Assert.Equal(
            (20, "euler_ancestral", 5L, 512, "m"),
            (text.Steps, text.Sampler, text.Seed, text.Width, text.Model)
        );
    }

    [Fact]
    public void A_value_in_quotes_keeps_its_line_breaks_and_what_stands_behind_is_an_entry_of_its_own()
    {
        Infotext text = Infotext.Parse("x\nSteps: 20, Seed: 5, Wildcard: \"one\ntwo, three\", Model: m\nTemplate: t");
        Assert.Equal(("one\ntwo, three", "m", "t"), (text.Fields["Wildcard"], text.Model, text.Fields["Template"]));
    }

    [Theory]
    [InlineData("Denoising strength: 0", null)]
    [InlineData("Denoising strength: 0.0", null)]
    [InlineData("Denoising strength: 0.7, Hires upscale: 2, Hires steps: 10", null)]
    [InlineData("Hires upscaler: Latent, Denoising strength: 0.7", null)]
    [InlineData("Denoising strength: 0.7", 0.7)]
    [InlineData("Denoising strength: NaN", null)]
    public void A_strength_is_one_only_where_there_was_a_source(string entries, double? strength) =>
        Assert.Equal(strength, Infotext.Parse($"a\nSteps: 20, Sampler: Euler, {entries}").Strength);

    [Theory]
    [InlineData("42", 42L, null)]
    [InlineData("42.0", 42L, null)]
    [InlineData("9223372036854775807", long.MaxValue, null)]
    [InlineData("9223372036854775808", null, "9223372036854775808")]
    [InlineData("18446744073709551615", null, "18446744073709551615")]
    [InlineData("-1", null, "-1")]
    [InlineData("42.5", null, "42.5")]
    [InlineData("1e3", null, "1e3")]
    [InlineData("random", null, "random")]
    public void A_seed_is_read_exactly_or_told_to_be_strange(string written, long? seed, string? strange)
    {
        Infotext text = Infotext.Parse($"a\nSteps: 20.0, Sampler: Euler, CFG scale: 7.0, Seed: {written}, Size: 64x64");
        Assert.Equal((seed, strange, 20), (text.Seed, text.StrangeSeed, text.Steps));
    }

    [Fact]
    public void Halves_of_pairs_and_numbers_without_end_are_no_fault_of_the_program()
    {
        Assert.Equal(5, Infotext.Parse("x\nSteps: 5, Seed: 1, Size: \"a\ud800b\", Model: m").Steps);
        foreach (string number in new[] { "1e999", "\\\"NaN\\\"" })
        {
            string exact =
                "{\\\"Prompt\\\":\\\"a\\\",\\\"NegativePrompt\\\":\\\"\\\",\\\"Sampler\\\":\\\"s\\\",\\\"Schedule\\\":\\\"s\\\",\\\"Model\\\":\\\"m\\\",\\\"ModelHash\\\":\\\"h\\\",\\\"Guidance\\\":"
                + $"{number}}}";
            Assert.Null(Infotext.Parse($"x\nSteps: 5, Seed: 1, Hippogriff: \"{exact}\"").Settings);
        }
    }

    [Fact]
    public void The_time_of_reading_grows_with_the_text_and_not_with_its_square()
    {
        string[] hostile =
        [
            new('a', 65_000),
            "a " + new string(' ', 65_000),
            string.Concat(Enumerable.Repeat("aa: \"", 13_000)),
            string.Concat(Enumerable.Repeat("aa:\"\\\",", 9_000)),
            "aa: \"" + new string('\\', 65_000),
            new(':', 65_000),
            string.Concat(Enumerable.Repeat("a-", 32_000)) + ":",
        ];
        foreach (string line in hostile)
        {
            Assert.NotNull(Infotext.Parse("x\n" + line));
            Assert.NotNull(Infotext.Parse("x\nSteps: 1, Seed: 2, Size: 3x3, " + line));
        }
        // 3.6 MB of lines that begin as settings do
        string many = string.Concat(Enumerable.Repeat("Steps: 1\n", 400_000));
        Assert.Empty(Infotext.Parse(many).Fields); // a square of it would take hours
    }

    [Theory]
    [InlineData("\r")]
    [InlineData("\r\n")]
    public void Lines_end_as_any_system_ends_them(string end)
    {
        Infotext text = Infotext.Parse(
            $"a red apple{end}on a table{end}Negative prompt: blue{end}Steps: 5, Sampler: Euler a, Seed: 5{end}"
        );
        Assert.Equal(
            ("a red apple\non a table", "blue", 5, 5L),
            (text.Prompt, text.NegativePrompt, text.Steps, text.Seed)
        );
    }
}
