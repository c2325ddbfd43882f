using Hippogriff.Data.Scenes;
using Hippogriff.Models.Text;
using Hippogriff.Training.Adapters;

namespace Hippogriff.Tests.Training.Adapters;

public sealed class PriorPromptsTests
{
    private static readonly Vocabulary s_world = Vocabulary.From(SceneCaptions.Vocabulary(SceneWorld.First));

    [Fact]
    public void A_model_of_the_world_is_asked_for_many_different_things_of_it()
    {
        IReadOnlyList<string> prompts = PriorPrompts.For(s_world, 200, 1);
        Assert.Equal(200, prompts.Count);
        Assert.All(prompts, prompt => Assert.True(s_world.Read(prompt).IsWhole));
        Assert.True(prompts.Distinct().Count() > 150);
        Assert.True(
            SceneWorld.First.Concepts.Count(c => prompts.Any(p => p.Contains(c.Name, StringComparison.Ordinal))) > 35
        );
        Assert.Contains(prompts, p => p.Contains("to the left of", StringComparison.Ordinal));
        Assert.Contains(prompts, p => p.Contains("three", StringComparison.Ordinal));
        Assert.Equal(prompts, PriorPrompts.For(s_world, 200, 1));
        Assert.NotEqual(prompts, PriorPrompts.For(s_world, 200, 2));
    }

    [Fact]
    public void A_model_that_knows_other_words_is_asked_for_those()
    {
        IReadOnlyList<string> prompts = PriorPrompts.For(
            new Vocabulary(["<pad>", "<unk>", "siamese", "persian"]),
            20,
            1
        );
        Assert.Equal(20, prompts.Count);
        Assert.Equal(["persian", "siamese"], prompts.Distinct().Order());
    }
}
