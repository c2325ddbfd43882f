using Hippogriff.Essay;
using Hippogriff.Essay.Measuring;
using Hippogriff.Pipelines;
using Hippogriff.Story;
using Hippogriff.Tests.Pipelines;

namespace Hippogriff.Tests.Essay;

/// <summary>The claims of the essay, asked of models that have learned nothing, and of one that has.</summary>
public sealed class EssayClaimsTests : IDisposable
{
    private readonly RandomModels _random = new();

    public void Dispose() => _random.Dispose();

    /// <summary>What is mathematics holds for any weights; all else must not.</summary>
    [Fact]
    public void With_random_weights_hardly_any_claim_holds()
    {
        IReadOnlyList<ClaimResult> results = Ask(new EssayPlan(Quick: true));
        Assert.Equal(EssayClaims.Ids, results.Select(result => result.Id));
        Assert.DoesNotContain(results, result => result.Verdict == ClaimVerdict.NotAsked);
        Assert.Equal(["copies"], results.Where(Holds).Select(result => result.Id));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Nor_does_one_hold_with_another_seed(long seed)
    {
        string[] cheap = ["levels", "words", "wrong-word", "repairs", "plot", "seeds", "prompt", "noise"];
        Assert.DoesNotContain(Ask(new EssayPlan(Quick: true, seed), cheap), Holds);
    }

    [Fact]
    public void The_shipped_story_model_holds_what_a_random_one_does_not()
    {
        using StoryModel story = StoryFolder.Load(RandomModels.PathTo("models/story"));
        IReadOnlyList<ClaimResult> results = EssayClaims.Ask(
            _random.Models with
            {
                Story = story,
            },
            TimeProvider.System,
            new EssayPlan(Quick: true),
            ["wrong-word", "plot"]
        );
        Assert.All(results, result => Assert.True(Holds(result), $"{result.Id}: {result.Number?.Written}"));
        Assert.All(results, result => Assert.NotEmpty(result.Examples));
    }

    [Fact]
    public void A_claim_that_a_model_cannot_be_asked_says_why()
    {
        using NetworkModel wordless = TinyModel.Create();
        ClaimResult words = Assert.Single(
            EssayClaims.Ask(_random.Models with { Pictures = wordless }, TimeProvider.System, null, ["words"])
        );
        Assert.Equal(ClaimVerdict.NotAsked, words.Verdict);
        Assert.Contains("pairs of like words", words.Reason, StringComparison.Ordinal);
        Assert.Null(words.Number);
    }

    [Fact]
    public void The_same_seed_gives_the_same_numbers()
    {
        string[] few = ["levels", "plot", "prompt"];
        Assert.Equal(Numbers(), Numbers());

        ClaimNumber?[] Numbers() => [.. Ask(new EssayPlan(Quick: true), few).Select(result => result.Number)];
    }

    [Fact]
    public void Answers_come_one_by_one_and_a_stop_ends_between_them()
    {
        using CancellationTokenSource stop = new();
        List<string> told = [];
        Assert.ThrowsAny<OperationCanceledException>(() =>
            EssayClaims.Ask(
                _random.Models,
                TimeProvider.System,
                new EssayPlan(Quick: true),
                ["wrong-word", "plot", "words"],
                new Listener(progress =>
                {
                    if (progress.Done is not { } done)
                        return;
                    told.Add(done.Id);
                    stop.Cancel();
                }),
                stop.Token
            )
        );
        Assert.Equal(["wrong-word"], told);
    }

    private IReadOnlyList<ClaimResult> Ask(EssayPlan plan, IReadOnlyList<string>? ids = null) =>
        EssayClaims.Ask(_random.Models, TimeProvider.System, plan, ids);

    private static bool Holds(ClaimResult result) => result.Verdict == ClaimVerdict.Holds;

    private sealed class Listener(Action<EssayProgress> tell) : IProgress<EssayProgress>
    {
        public void Report(EssayProgress value) => tell(value);
    }
}
