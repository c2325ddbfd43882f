using CsCheck;
using Hippogriff.Metadata;
using Hippogriff.Pipelines;

namespace Hippogriff.Tests.Metadata;

public class InfotextTests
{
    private static readonly GenerationSettings Settings = new()
    {
        Prompt = "a cat, (red:1.2)",
        NegativePrompt = "blurry",
        Seed = 1234567890123,
        Steps = 20,
        Sampler = "dpmpp_2m",
        Schedule = "karras",
        Guidance = 2.5,
        Width = 64,
        Height = 96,
        Model = "first",
        ModelHash = "0123456789",
    };

    [Fact]
    public void The_text_is_the_one_that_other_programs_read() =>
        Assert.Equal(
            "a cat, (red:1.2)\nNegative prompt: blurry\nSteps: 20, Sampler: DPM++ 2M, Schedule type: Karras, "
                + "CFG scale: 2.5, Seed: 1234567890123, Size: 64x96, "
                + $"Model hash: 0123456789, Model: first, Version: hippogriff {Infotext.ProgramVersion}",
            Infotext.Write(Settings)
        );

    [Fact]
    public void A_picture_painted_through_a_mask_says_so_as_other_programs_do()
    {
        GenerationSettings settings = Settings with { Strength = 0.75, MaskBlur = 4 };
        string text = Infotext.Write(settings);
        Assert.Contains(", Denoising strength: 0.75, Mask blur: 4, Version: ", text);
        Assert.DoesNotContain("Hippogriff:", text);
        Assert.Equal(settings, Infotext.Parse(text).Settings);
        Assert.Equal((0.75, 4), (Infotext.Parse(text).ToOptions().Strength, Infotext.Parse(text).ToOptions().MaskBlur));
        Assert.Null(Infotext.Parse(Infotext.Write(Settings)).MaskBlur);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a, \"b\": c \\ d")]
    [InlineData("two\nlines\n\nand\r\nmore")]
    [InlineData(" spaces around \t")]
    [InlineData("\n")]
    [InlineData("Negative prompt: not this")]
    [InlineData("a\nNegative prompt: b\nNegative prompt: c")]
    [InlineData("Steps: 1, Sampler: Euler, CFG scale: 3, Seed: 4")]
    [InlineData("a\nSteps: 1, Sampler: Euler, CFG scale: 3, Seed: 4")]
    [InlineData("{\"json\": [1, 2]}, Hippogriff: \"x\"")]
    [InlineData("猫と🦛 \u2028 \u0001 ü")]
    public void Any_prompt_comes_back(string prompt)
    {
        GenerationSettings one = Settings with { Prompt = prompt },
            two = Settings with { NegativePrompt = prompt, Strength = 0.1 + 0.2, Guidance = 1e-7, Seed = -1 };
        Assert.Equal(one, Infotext.Parse(Infotext.Write(one)).Settings);
        Assert.Equal(two, Infotext.Parse(Infotext.Write(two)).Settings);
        Assert.Equal(prompt, Infotext.Parse(Infotext.Write(one)).Prompt);
    }

    [Theory]
    [InlineData("é\ré(")]
    [InlineData("\r")]
    [InlineData("\rSteps")]
    [InlineData(" x\t")]
    public void Any_name_comes_back_even_under_a_prompt_that_looks_like_the_last_line(string name)
    {
        GenerationSettings settings = Settings with
        {
            NegativePrompt = "\"\0Steps: 3(\rSeed: 4, Size: 1x1, Model: x\0a",
            Sampler = name,
            Model = name,
            Schedule = name,
            ModelHash = name,
        };
        Assert.Equal(settings, Infotext.Parse(Infotext.Write(settings)).Settings);
        Assert.DoesNotContain('\r', Infotext.Write(settings).Split('\n')[^1]);
    }

    [Fact]
    public void Any_settings_come_back()
    {
        string[] pieces =
        [
            "a",
            " ",
            ",",
            ":",
            "\"",
            "\n",
            "\r",
            "\\",
            "Negative prompt:",
            "Steps: 3",
            "Seed: 4, Size: 1x1, Model: x",
            "é",
            "猫",
            "(",
            "Hippogriff: \"{}\"",
            "\t",
            "\0",
        ];
        Gen<string> text = Gen.Int[0, pieces.Length - 1]
            .Array[0, 8]
            .Select(picks => string.Concat(picks.Select(i => pieces[i])));
        Gen.Select(text, text, text, text, Gen.Long, Gen.Double)
            .Sample(
                (prompt, negative, model, sampler, seed, guidance) =>
                {
                    GenerationSettings settings = new()
                    {
                        Prompt = prompt,
                        NegativePrompt = negative,
                        Seed = seed,
                        Steps = 5,
                        Sampler = sampler,
                        Schedule = "uniform",
                        Guidance = guidance,
                        Width = 8,
                        Height = 8,
                        Strength = guidance > 0 ? 0.5 : null,
                        Model = model,
                        ModelHash = "h",
                    };
                    return Infotext.Parse(Infotext.Write(settings)).Settings == settings
                        || double.IsInfinity(guidance)
                        || double.IsNaN(guidance);
                },
                iter: 2000,
                threads: 1
            );
    }

    [Fact]
    public void Every_sampler_and_schedule_comes_back_by_its_own_name()
    {
        foreach (
            string sampler in new[]
            {
                "euler",
                "euler_ancestral",
                "heun",
                "dpm2",
                "dpmpp_2m",
                "dpmpp_2m_sde",
                "dpmpp_sde",
                "dpmpp_3m_sde",
                "unipc",
                "ddim",
                "ddpm",
                "lms",
                "lcm",
                "something_new",
            }
        )
        {
            foreach (
                string schedule in new[]
                {
                    "karras",
                    "exponential",
                    "uniform",
                    "sgm_uniform",
                    "simple",
                    "beta",
                    "flow_shifted",
                    "another",
                }
            )
            {
                GenerationSettings settings = Settings with { Sampler = sampler, Schedule = schedule };
                string text = Infotext.Write(settings);
                Assert.Equal(settings, Infotext.Parse(text).Settings);
                Assert.DoesNotContain("Hippogriff:", text);
            }
        }
    }

    [Fact]
    public void An_older_text_of_another_program_is_understood()
    {
        Infotext text = Infotext.Parse(
            "photo of a cat, (masterpiece:1.2), <lora:foo:0.8>\nsecond line\nNegative prompt: blurry, "
                + "bad\nhands\nSteps: 20, Sampler: DPM++ 2M Karras, CFG scale: 7, Seed: 1234567890, "
                + "Size: 512x768, Model hash: 6ce0161689, Model: v1-5-pruned-emaonly, Denoising strength: 0.7, "
                + "Clip skip: 2, Lora hashes: \"foo: abc123, bar: def\", Version: v1.6.0\n"
        );
        Assert.Equal("photo of a cat, (masterpiece:1.2), <lora:foo:0.8>\nsecond line", text.Prompt);
        Assert.Equal("blurry, bad\nhands", text.NegativePrompt);
        Assert.Equal(
            ("dpmpp_2m", "karras", 20, 7.0, 1234567890L, 512, 768, 0.7),
            (text.Sampler, text.Schedule, text.Steps, text.Guidance, text.Seed, text.Width, text.Height, text.Strength)
        );
        Assert.Equal(
            ("v1-5-pruned-emaonly", "6ce0161689", "foo: abc123, bar: def"),
            (text.Model, text.ModelHash, text.Fields["Lora hashes"])
        );
        GenerationOptions request = text.ToOptions();
        Assert.Equal((1234567890L, 512, 0.7), (request.Seed, request.Width, request.Strength));
    }

    [Fact]
    public void What_a_text_leaves_open_stays_open()
    {
        Infotext text = Infotext.Parse(
            "a dog\nSteps: 28, Sampler: Euler a, Schedule type: Automatic, CFG scale: high, Seed: "
                + "99999999999999999999, Size: big"
        );
        Assert.Equal(("a dog", "euler_ancestral", 28), (text.Prompt, text.Sampler, text.Steps));
        Assert.Null(text.Schedule);
        Assert.Null(text.Guidance);
        Assert.Null(text.Seed);
        Assert.Null(text.Width);
        Assert.Null(text.Settings);
        Infotext both = Infotext.Parse("a dog\nSteps: 28, Sampler: DPM++ 2M Karras, Schedule type: Automatic, Seed: 1");
        Assert.Equal(("dpmpp_2m", "karras"), (both.Sampler, both.Schedule));
        Assert.Equal("only words, no settings: none", Infotext.Parse("only words, no settings: none").Prompt);
        Assert.Equal("", Infotext.Parse("").Prompt);
    }

    [Theory]
    [InlineData("Hippogriff: \"{}\", a: 1, b: 2")]
    [InlineData("Hippogriff: \"null\", a: 1, b: 2")]
    [InlineData("Hippogriff: [, a: 1, b: 2")]
    [InlineData("Hippogriff: \"{\\\"Prompt\\\":7}\", a: 1, b: 2")]
    [InlineData("Hippogriff: \"\\q\", a: , b: 2")]
    public void A_broken_last_entry_is_passed_over(string line) => Assert.Null(Infotext.Parse("x\n" + line).Settings);

    [Fact]
    public void Half_a_surrogate_pair_in_quotes_stays_as_it_is() =>
        Assert.Equal("\"a, \ud800\"", Infotext.Parse("x\nSteps: 3, Sampler: Euler, Model: \"a, \ud800\"").Model);

    [Fact]
    public void A_hostile_text_is_read_in_no_time()
    {
        Assert.True(Infotext.Parse(new string('a', 200_000)).Prompt.Length == 200_000);
        Assert.NotNull(Infotext.Parse(new string('a', 60_000) + "\n" + new string('b', 60_000)));
        Assert.NotNull(Infotext.Parse("a: \"" + new string('\\', 60_000)));
    }
}
