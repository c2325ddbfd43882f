using Hippogriff.Data.Examples;
using Hippogriff.Data.Scenes;
using Hippogriff.Evaluation;
using Hippogriff.Tests.Pipelines;
using Hippogriff.Tests.Scenes;
using Hippogriff.Training;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Training;

public sealed class SteeringTests(SceneFixture fixture) : IClassFixture<SceneFixture>
{
    private static readonly Dictionary<string, double> none = [];

    [Fact]
    public void From_its_picture_on_a_table_composes_a_thing_more_often_and_before_it_nothing_changes()
    {
        SceneComposer plain = fixture.Composer(size: 16);
        SteeredScenes steered = new(
            plain,
            [new(300, new Dictionary<string, double> { ["cat"] = 4, ["dog"] = 0.25 }, none)]
        );
        Assert.All(Enumerable.Range(0, 300), i => Assert.Equal(plain.Caption(i), steered.Caption(i)));
        Assert.True(Count(steered, "cat") > 2 * Count(plain, "cat"));
        Assert.True(Count(steered, "dog") < Count(plain, "dog"));
        Assert.Equal(steered.Get(700).Image.Pixels, new SteeredScenes(plain, [Table(300)]).Get(700).Image.Pixels);
        Assert.Equal(plain.Get(5).Image.Pixels, steered.Get(5).Image.Pixels);
        Assert.Equal(
            ((IExampleSource)plain).ForExamination(3).Select(e => e.Caption),
            steered.ForExamination(3).Select(e => e.Caption)
        );
        Assert.Equal(steered.Caption(700), ((SteeredScenes)steered.MadeSmaller(1)).Caption(700));

        static SteeringTable Table(long from) =>
            new(from, new Dictionary<string, double> { ["cat"] = 4, ["dog"] = 0.25 }, none);

        static int Count(IPartSource source, string thing) =>
            Enumerable.Range(300, 1_500).Count(i => source.Caption(i).Split(' ').Contains(thing));
    }

    [Theory]
    [InlineData("unicorn", 2, "'unicorn'")]
    [InlineData("cat", 9, "0.25 to 4")]
    public void A_table_that_cannot_be_is_refused(string thing, double factor, string said)
    {
        SteeringTable table = new(0, new Dictionary<string, double> { [thing] = factor }, none);
        Assert.Contains(
            said,
            Assert.Throws<HippogriffException>(() => table.On(fixture.World)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void What_is_missed_more_often_than_others_gets_a_larger_factor()
    {
        JudgedPicture[] pictures = [.. Pictures("cat", right: 0, of: 8), .. Pictures("dog", right: 8, of: 8)];
        SteeringTable table = SteeringErrors.Table(pictures, 96);
        Assert.Equal(96, table.FromPicture);
        Assert.Equal(10 / 12.0 / 0.5, table.Things["cat"], 3); // eight missed and two of the prior, of twelve
        Assert.Equal(2 / 12.0 / 0.5, table.Things["dog"], 3);
        SteeringTable next = SteeringErrors.Table([.. Pictures("cat", 8, 8), .. Pictures("dog", 8, 8)], 200, table);
        Assert.Equal(table.Things, next.Things); // nothing is wrong: what was learned of errors stays
    }

    [Fact]
    public void A_run_that_goes_on_reads_the_tables_of_its_folder()
    {
        using TemporaryFolder folder = new();
        SceneComposer source = fixture.Composer(size: 16);
        Assert.True(
            TrainingRun
                .Begin(TinyRecipe.Create(latent: false), source, folder.In("a"), CPU, new Watcher())
                .Train(new(3, null), default)
        );
        Assert.Equal(12, SteeringFile.NextPicture(folder.In("a")));
        SteeringFile.Add(folder.In("a"), new SteeringTable(12, new Dictionary<string, double> { ["cat"] = 4 }, none));
        SteeringFile.Add(folder.In("a"), new SteeringTable(20, new Dictionary<string, double> { ["owl"] = 4 }, none));
        Assert.Equal([12L, 20], SteeringFile.Of(folder.In("a")).Tables.Select(t => t.FromPicture));
        Assert.True(TrainingRun.Resume(source, folder.In("a"), CPU, new Watcher()).Train(new(6, null), default));
        Assert.Contains(
            SteeringFile.FileName,
            Assert
                .Throws<HippogriffException>(() =>
                    TrainingRun.Resume(new ColourSource(), folder.In("a"), CPU, new Watcher())
                )
                .Message,
            StringComparison.Ordinal
        );
    }

    private static IEnumerable<JudgedPicture> Pictures(string thing, int right, int of) =>
        Enumerable
            .Range(0, of)
            .Select(i =>
            {
                Scene scene = new()
                {
                    Things =
                    [
                        new SceneThing
                        {
                            Concept = thing,
                            Style = "toy",
                            Box = new SceneBox(0, 0, 1, 1),
                        },
                    ],
                    Background = "white",
                };
                Sighting seen = Sighting.Of(scene);
                return new JudgedPicture(
                    new EvaluationPrompt(Category.Single, "", $"a {thing}", scene, 0),
                    i,
                    TinyModel.Plain(4, 4, 0, 0, 0),
                    new Opinion(i < right ? seen : seen with { Things = [] }, []),
                    new Verdict(i < right)
                );
            });
}
