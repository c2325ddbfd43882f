using Hippogriff.Pipelines;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Pages.Forms;
using Hippogriff.Studio.Pages.Languages;

namespace Hippogriff.Tests.Pages;

public class FormTests
{
    private static readonly GenerationSettings s_settings = new()
    {
        Prompt = "a cat",
        NegativePrompt = "dogs",
        Seed = 41,
        Steps = 12,
        Sampler = "heun",
        Schedule = "karras",
        Guidance = 2.5,
        Width = 96,
        Height = 64,
        Model = "first",
        ModelHash = "0123456789",
    };

    [Fact]
    public void The_loras_of_a_picture_are_asked_for_again()
    {
        DrawingForm form = DrawingForm.From(
            s_settings with
            {
                Loras = new LoraUses([new LoraUse("my-dog", 0.8, "00"), new LoraUse("snow", -1, "11")]),
            },
            ["first"]
        );
        Assert.Equal([new LoraChoice("my-dog", 0.8), new LoraChoice("snow", -1)], form.ToOrder().Loras);
        Assert.Null(DrawingForm.From(s_settings, ["first"]).ToOrder().Loras);
    }

    [Fact]
    public void An_untouched_seed_is_left_to_the_queue_and_then_shown()
    {
        SeedChoice seed = new();
        Assert.Null(seed.Next);
        seed.Used(77);
        Assert.Equal(77, seed.Value);
        Assert.Null(seed.Next);
    }

    [Fact]
    public void A_typed_or_rolled_seed_is_used_once_and_a_locked_one_always()
    {
        SeedChoice seed = new();
        seed.Choose(5);
        Assert.Equal(5, seed.Next);
        seed.Used(5);
        Assert.Null(seed.Next);
        seed.Toggle();
        Assert.Equal(5, seed.Next);
        seed.Used(5);
        Assert.Equal(5, seed.Next);
        seed.Roll();
        Assert.True(seed.Locked);
        Assert.NotNull(seed.Next);
    }

    [Fact]
    public void An_emptied_seed_field_takes_the_lock_away()
    {
        SeedChoice seed = new();
        seed.Keep(9);
        seed.Choose(null);
        Assert.False(seed.Locked);
        Assert.Null(seed.Next);
        seed.Toggle();
        Assert.NotNull(seed.Next); // locking nothing locks something new
    }

    [Fact]
    public void Settings_of_a_picture_come_back_as_the_order_that_drew_it()
    {
        JobRequest order = DrawingForm.From(s_settings, ["first", "second"]).ToOrder();
        Assert.Equal(
            ("a cat", "dogs", 41L, 12, "heun", "karras"),
            (order.Prompt, order.NegativePrompt, order.Seed, order.Steps, order.Sampler, order.Schedule)
        );
        Assert.Equal((2.5, 96, 64, "first", 1), (order.Guidance, order.Width, order.Height, order.Model, order.Count));
    }

    [Theory]
    [InlineData(0.05, 0.6)]
    [InlineData(0, 1)] // the whole way, which a model's own interval may not be
    public void The_interval_of_guidance_comes_back_as_it_was(double low, double high)
    {
        GenerationSettings drawn = s_settings with
        {
            GuidanceInterval = new GuidanceInterval(low, high),
            GuidanceRescale = 0.3,
        };
        JobRequest order = DrawingForm.From(drawn, ["first"]).ToOrder();
        Assert.Equal((drawn.GuidanceInterval, 0.3), (order.GuidanceInterval, order.GuidanceRescale));
        Assert.Null(new DrawingForm().ToOrder().GuidanceInterval);
    }

    [Theory]
    [InlineData("0.8-0.1")]
    [InlineData("0.5")]
    [InlineData("0-2")]
    [InlineData("a-b")]
    public void What_is_no_interval_gets_a_sentence(string typed) =>
        Assert.Contains(
            $"such as 0.1-0.8, not '{typed}'",
            Assert.ThrowsAny<HippogriffException>(() => new DrawingForm { GuidanceBetween = typed }.ToOrder()).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void A_model_that_is_gone_is_replaced_by_the_default_one() =>
        Assert.Null(DrawingForm.From(s_settings, ["second"]).ToOrder().Model);

    [Theory]
    [InlineData(0.4, "less than a second")]
    [InlineData(2.1, "3 s")]
    [InlineData(150, "3 min")]
    [InlineData(7_500, "2 h 5 min")]
    public void Times_are_said_as_people_say_them(double seconds, string said) =>
        Assert.Equal(said, PageTexts.English[Spoken.Time(TimeSpan.FromSeconds(seconds))]);
}
