using Hippogriff.Imaging;
using Hippogriff.Pipelines;
using Hippogriff.Tests.Cli;

namespace Hippogriff.Tests.Pipelines;

public class RequestCheckTests
{
    private static readonly GenerationRequest good = new() { Prompt = "a cat", Seed = 1 };

    public static TheoryData<string, string[]> Refused =>
        new()
        {
            { "long prompt", ["prompt", "2001", "2000"] },
            { "long negative prompt", ["negative prompt", "2001", "2000"] },
            { "no steps", ["steps", "0", "1000"] },
            { "negative steps", ["steps", "-3", "1000"] },
            { "many steps", ["steps", "1001", "1000"] },
            { "no picture", ["pictures", "0", "64"] },
            { "many pictures", ["pictures", "65", "64"] },
            { "negative guidance", ["guidance", "-0.1", "50"] },
            { "strong guidance", ["guidance", "50.5", "50"] },
            { "guidance that is no number", ["guidance", "NaN", "50"] },
            { "negative rescale", ["rescale", "-0.5", "0", "1"] },
            { "interval upside down", ["interval", "0.8", "0.2"] },
            { "interval beyond", ["interval", "0.5", "1.5"] },
            { "unknown sampler", ["sampler", "magic", "euler", "unipc"] },
            { "unknown schedule", ["schedule", "magic", "karras", "uniform"] },
            { "odd width", ["width", "10", "4", "2048", "toy"] },
            { "odd height", ["height", "6", "4", "2048", "toy"] },
            { "no width", ["width", "0", "4", "2048"] },
            { "negative height", ["height", "-4", "4", "2048"] },
            { "vast width", ["width", "2052", "4", "2048"] },
            { "less than no strength", ["strength", "-0.1"] },
            { "more than all strength", ["strength", "1.5"] },
            { "strength that is no number", ["strength", "NaN"] },
            { "source of another size", ["source", "8x8", "16x8"] },
            { "source that does not divide", ["width", "10", "4"] },
        };

    private static GenerationRequest Bad(string what) =>
        what switch
        {
            "long prompt" => good with { Prompt = new string('a', 2001) },
            "long negative prompt" => good with { NegativePrompt = new string('a', 2001) },
            "no steps" => good with { Steps = 0 },
            "negative steps" => good with { Steps = -3 },
            "many steps" => good with { Steps = 1001 },
            "no picture" => good with { Count = 0 },
            "many pictures" => good with { Count = 65 },
            "negative guidance" => good with { Guidance = -0.1 },
            "strong guidance" => good with { Guidance = 50.5 },
            "guidance that is no number" => good with { Guidance = double.NaN },
            "negative rescale" => good with { GuidanceRescale = -0.5 },
            "interval upside down" => good with { GuidanceInterval = new GuidanceInterval(0.8, 0.2) },
            "interval beyond" => good with { GuidanceInterval = new GuidanceInterval(0.5, 1.5) },
            "unknown sampler" => good with { Sampler = "magic" },
            "unknown schedule" => good with { Schedule = "magic" },
            "odd width" => good with { Width = 10 },
            "odd height" => good with { Height = 6 },
            "no width" => good with { Width = 0 },
            "negative height" => good with { Height = -4 },
            "vast width" => good with { Width = 2052 },
            "less than no strength" => good with { Source = Picture(8, 8), Strength = -0.1 },
            "more than all strength" => good with { Source = Picture(8, 8), Strength = 1.5 },
            "strength that is no number" => good with { Source = Picture(8, 8), Strength = double.NaN },
            "source of another size" => good with { Source = Picture(8, 8), Width = 16, SourceFit = SourceFit.Exact },
            "source that does not divide" => good with { Source = Picture(10, 8), SourceFit = SourceFit.Exact },
            _ => throw new ArgumentOutOfRangeException(nameof(what)),
        };

    private static GenerationSettings Prepare(GenerationRequest request, IPictureModel model) =>
        RequestCheck.Prepare(request, model.Facts, model.Hash, () => 7).Settings;

    [Theory, MemberData(nameof(Refused))]
    public void A_bad_value_is_refused_in_one_sentence_that_names_it_and_what_is_allowed(string what, string[] named)
    {
        using ToyModel model = new();
        string sentence = Assert.Throws<HippogriffException>(() => Prepare(Bad(what), model)).Message;
        Assert.All(named, word => Assert.Contains(word, sentence, StringComparison.Ordinal));
        Assert.EndsWith(".", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', sentence);
        Assert.DoesNotContain(". ", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Limits_themselves_are_allowed()
    {
        using ToyModel model = new();
        foreach (
            GenerationRequest request in new[]
            {
                good with
                {
                    Prompt = new string('a', 2000),
                    Steps = 1000,
                    Count = 64,
                    Guidance = 50,
                    Width = 2048,
                    Height = 4,
                },
                good with
                {
                    Prompt = "",
                    Steps = 1,
                    Count = 1,
                    Guidance = 0,
                    Source = Picture(8, 8),
                    Strength = 1,
                },
            }
        )
            Prepare(request, model);
    }

    [Fact]
    public void Names_are_settled_in_their_own_spelling_and_a_source_gives_its_size()
    {
        using ToyModel model = new();
        GenerationSettings settings = Prepare(
            new GenerationRequest
            {
                Prompt = "",
                Sampler = "DPM++ 2M",
                Schedule = "Karras",
                Source = Picture(12, 20),
                Strength = 0.25,
                SourceFit = SourceFit.Exact,
            },
            model
        );
        Assert.Equal(
            ("dpmpp_2m", "karras", 12, 20, 0.25, 7L),
            (settings.Sampler, settings.Schedule, settings.Width, settings.Height, settings.Strength, settings.Seed)
        );
        Assert.Null(RequestCheck.Resolve(good, model, () => 7).Strength);
        Assert.Equal(1, RequestCheck.Resolve(good, model, () => 7).Seed);
    }

    [Fact]
    public void Guidance_acts_where_the_request_says_else_where_the_model_says_else_everywhere()
    {
        using ToyModel plain = new(),
            choosy =
                new()
                {
                    Defaults = new GenerationDefaults
                    {
                        Steps = 5,
                        Sampler = "euler",
                        Schedule = "uniform",
                        Guidance = 3,
                        Width = 8,
                        Height = 4,
                        GuidanceInterval = new GuidanceInterval(0.1, 0.8),
                    },
                };
        GuidanceInterval own = new(0.3, 0.4);
        Assert.Equal(GuidanceInterval.Whole, RequestCheck.Resolve(good, plain, () => 7).GuidanceInterval);
        Assert.Equal(new GuidanceInterval(0.1, 0.8), RequestCheck.Resolve(good, choosy, () => 7).GuidanceInterval);
        Assert.Equal(own, RequestCheck.Resolve(good with { GuidanceInterval = own }, choosy, () => 7).GuidanceInterval);
    }

    private static RgbImage Picture(int width, int height) => FakePipeline.Plain(width, height, 100);
}
