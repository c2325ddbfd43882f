using Hippogriff.Story;
using Hippogriff.Story.Game;

namespace Hippogriff.Tests.Story;

public class PlotStageTests
{
    private static readonly (string, double, string?)[] s_plots =
    [
        ("gold stolen in France", 0.6, "mystery"),
        ("a clown in Rome", 0.4, "comedy"),
    ];
    private readonly PlotStage _stage = new(new ToyReader(s_plots));

    [Fact]
    public void A_judged_plot_shows_every_word_with_its_chance_and_can_be_mended_by_hand()
    {
        _stage.Judge("Gold banana in France!", StoryWish.Anything);
        Assert.Equal(["Gold", "banana", "in", "France"], _stage.Words.Select(w => w.Text));
        Assert.True(_stage.Words[1].Right < 0.1 && _stage.Words[0].Right > 0.9);
        Assert.Null(_stage.Doubted); // a wrong word is marked anyway
        Repair best = _stage.Repairs(1, StoryWish.Anything)[0];
        _stage.Put(1, best.Text);
        Assert.Equal("Gold stolen in France!", _stage.Sentence);
        Assert.True(_stage.Words[1].IsLocked);
        Assert.False(_stage.IsSampling);
        _stage.JudgeAgain(StoryWish.Anything);
        Assert.All(_stage.Words, word => Assert.True(word.Right > 0.9));
        Assert.True(_stage.Words[1].IsLocked);
    }

    [Fact]
    public void Where_no_word_is_wrong_the_least_believed_one_is_pointed_at()
    {
        _stage.Judge("gold stolen in France", StoryWish.Anything);
        Assert.Equal(_stage.Words.Min(w => w.Right), _stage.Words[_stage.Doubted!.Value].Right);
        _stage.Noise(4, StoryWish.Anything, 1, 5);
        Assert.Null(_stage.Doubted);
    }

    [Fact]
    public void A_spoiled_plot_is_walked_back_to_and_keeps_its_punctuation()
    {
        _stage.Spoil("Gold, stolen in France!", 0.5, StoryWish.Anything, 1, 3);
        Assert.Equal(2, _stage.Words.Count(w => w.HasChanged));
        Assert.Equal((0, 6), _stage.Steps);
        while (_stage.IsSampling)
            _stage.Step(StoryWish.Anything);
        Assert.Equal("gold, stolen in france!", _stage.Sentence.ToLowerInvariant());
        Assert.Equal((6, 6), _stage.Steps);
        _stage.Step(StoryWish.Anything); // nothing is left to do
    }

    [Fact]
    public void A_noise_sentence_that_somebody_wrote_is_mended_without_being_spoiled_first()
    {
        _stage.Mend("Gold banana in France!", 0.5, StoryWish.Anything, 1, 3);
        Assert.Equal("Gold banana in France!", _stage.Sentence);
        while (_stage.IsSampling)
            _stage.Step(StoryWish.Anything);
        Assert.Equal("gold stolen in france!", _stage.Sentence.ToLowerInvariant());
    }

    [Fact]
    public void In_noise_words_can_be_locked_and_the_genre_be_changed_in_the_middle()
    {
        _stage.Noise(4, new StoryWish(Genre: "mystery"), 1, 5);
        Assert.All(_stage.Words, w => Assert.True(w.HasChanged));
        string kept = _stage.Words[0].Text;
        _stage.ToggleLock(0);
        for (int i = 0; i < 5; i++)
            _stage.Step(new StoryWish(Genre: "mystery"));
        Assert.Equal(kept, _stage.Words[0].Text);
        _stage.ToggleLock(0);
        while (_stage.IsSampling)
            _stage.Step(new StoryWish(Genre: "comedy"));
        Assert.Equal("A clown in Rome.", _stage.Sentence);
    }

    [Fact]
    public void What_cannot_be_played_is_refused()
    {
        Assert.Throws<HippogriffException>(() => _stage.Judge("", StoryWish.Anything));
        Assert.Throws<HippogriffException>(() => _stage.Noise(100, StoryWish.Anything, 1, 1));
        Assert.Throws<HippogriffException>(() => _stage.Noise(4, new StoryWish(Genre: "opera"), 1, 1));
        Assert.Throws<HippogriffException>(() =>
            _stage.Spoil(string.Join(' ', Enumerable.Repeat("gold", 20)), 0.5, StoryWish.Anything, 1, 1)
        );
    }
}
