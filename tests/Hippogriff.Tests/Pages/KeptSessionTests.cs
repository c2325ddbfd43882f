using Hippogriff.Pipelines;
using Hippogriff.Studio.Pages;
using Hippogriff.Studio.Pages.Compare;

namespace Hippogriff.Tests.Pages;

/// <summary>What a browser keeps of a window, and what it gives back.</summary>
public class KeptSessionTests
{
    [Fact]
    public void Forms_jobs_and_grids_come_back_as_they_were()
    {
        PageSession before = new(),
            after = new();
        before.Create.Prompt = "a “red” cat \n über";
        before.Create.Steps = 7;
        before.Create.GuidanceBetween = "0.1-";
        before.Create.Loras.Add(new LoraChoice("my-dog", 0.5));
        before.Create.Seed.Keep(41);
        before.Story = "A banana.";
        before.Jobs.Add(Guid.NewGuid());
        before.Grid.Shown = new ShownGrid("seed", "", ["1"], [""], [Guid.NewGuid()]);
        after.Restore(KeptSession.Read(before.Kept().Write())!);
        Assert.Equal(before.Create.Prompt, after.Create.Prompt);
        Assert.Equal(
            (7, "0.1-", 41L, true),
            (after.Create.Steps, after.Create.GuidanceBetween, after.Create.Seed.Value, after.Create.Seed.Locked)
        );
        Assert.Equal(before.Create.Loras, after.Create.Loras);
        Assert.Equal((before.Story, before.Jobs[0]), (after.Story, after.Jobs[0]));
        Assert.Equal(before.Grid.Shown.Jobs, after.Grid.Shown!.Jobs);
        Assert.Equal(before.Token, after.Token);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no json")]
    [InlineData("[]")]
    [InlineData("{\"jobs\": [\"x\"]}")]
    [InlineData("{\"create\": {\"order\": {\"prompt\": \"a\", \"nonsense\": 1}}}")]
    public void What_is_damaged_or_of_another_version_is_not_taken(string text) => Assert.Null(KeptSession.Read(text));

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"create\": {\"order\": null, \"seed\": -4}}")]
    [InlineData("{\"grid\": {\"down\": \"nonsense\"}}")]
    [InlineData("""{"grid": {"shown": {"down": "seed", "across": "", "rows": ["1"], "columns": [], "jobs": []}}}""")]
    public void What_makes_no_sense_leaves_the_window_as_it_is(string text)
    {
        PageSession session = new();
        session.Restore(KeptSession.Read(text)!);
        Assert.Equal(("", Axes.Prompts), (session.Create.Prompt, session.Grid.Down));
        Assert.Null(session.Grid.Shown);
    }
}
