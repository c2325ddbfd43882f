using Hippogriff.Data.Scenes;
using Hippogriff.Evaluation;

namespace Hippogriff.Tests.Scenes;

public sealed class SecondLayoutTests(SecondWorldFixture fixture) : IClassFixture<SecondWorldFixture>
{
    private const double Slack = 0.03;

    public static TheoryData<Relation> Doings => [.. WorldChoices.AllDoings];

    [Fact]
    public void Those_that_fight_stand_apart_and_are_seen_whole()
    {
        SceneWorld world = fixture.Only(doings: 1) with { Doings = [Relation.Fighting] };
        foreach ((Scene scene, string caption) in fixture.Plans(200, world))
        {
            SceneBox[] boxes = [.. scene.Things.Select(t => t.Box).OrderBy(b => b.X)];
            Assert.True(boxes[0].X + boxes[0].Width < boxes[1].X, caption);
            Assert.All(boxes, b => Assert.True(IsInside(b), caption));
        }
    }

    [Theory, MemberData(nameof(Doings))]
    public void Who_does_what_is_seen_by_where_they_are(Relation doing)
    {
        SceneWorld world = fixture.Only(doings: 1) with { Doings = [doing] };
        Scene[] scenes = [.. fixture.Plans(60, world).Select(p => p.Scene).Where(s => s.Relation == doing)];
        Assert.NotEmpty(scenes);
        foreach (Scene scene in scenes)
        {
            Sighting seen = Sighting.Of(scene);
            IReadOnlyList<AtomVerdict> verdicts = AtomScoring.Judge(Atoms.Of(scene, world), seen);
            Assert.All(verdicts, v => Assert.True(v.Right, v.Atom.Words));
            // Told of the two the other way round it is wrong, but for doings that both do.
            Scene turned = scene with
            {
                Things = [scene.Things[1], scene.Things[0]],
            };
            bool both = doing is Relation.Fighting or Relation.Facing or Relation.Loving;
            Assert.Equal(
                both,
                AtomScoring.Judge(Atoms.Of(turned, world), seen).Single(v => v.Atom.Kind == AtomKind.Doing).Right
            );
        }
    }

    [Fact]
    public void Parties_of_several_lie_as_their_links_say_within_the_picture_and_not_on_each_other()
    {
        SceneWorld world = fixture.Only(several: 1);
        HashSet<Arrangement?> arrangements = [];
        HashSet<int> sizes = [];
        foreach ((Scene scene, string caption) in fixture.Plans(600, world))
        {
            arrangements.Add(scene.Arrangement);
            IReadOnlyList<IReadOnlyList<SceneThing>> parties = SceneParties.Of(scene);
            sizes.Add(parties.Count);
            Assert.All(
                AtomScoring.Judge(Atoms.Of(scene, world), Sighting.Of(scene)),
                v => Assert.True(v.Right, $"{v.Atom.Words} in {caption}")
            );
            Assert.All(scene.Things, t => Assert.True(IsInside(t.Box), $"{t.Concept} {t.Box} in {caption}"));
            bool touches = scene.Links.Any(l => l.Relation is Relation.Eating or Relation.Holding);
            for (int i = touches ? 2 : 0; i < parties.Count; i++)
            for (int k = i + 1; k < parties.Count; k++)
                Assert.DoesNotContain(
                    parties[i].SelectMany(a => parties[k].Select(b => Shared(a.Box, b.Box))),
                    shared => shared > Slack
                );
        }
        Assert.Equal(3, arrangements.Count);
        Assert.Equal([2, 3, 4], sizes.Order());
    }

    [Fact]
    public void A_tiny_thing_is_smaller_than_a_small_one_and_a_huge_one_larger_than_a_big_one()
    {
        SceneWorld world = fixture.Only(single: 1);
        world = world with { Weights = world.Weights with { SizeShare = 1, CornerShare = 0, PlainShare = 1 } };
        Dictionary<string, double[]> sides = fixture
            .Plans(300, world)
            .Select(p => p.Scene.Things[0])
            .GroupBy(t => t.Size!)
            .ToDictionary(g => g.Key, g => g.Select(t => Math.Max(t.Box.Width, t.Box.Height)).ToArray());
        Assert.True(sides["tiny"].Max() < sides["small"].Min());
        Assert.True(sides["small"].Max() < sides["big"].Min());
        Assert.True(sides["big"].Max() < sides["huge"].Min());
    }

    private static bool IsInside(SceneBox box) =>
        box.X > -Slack && box.Y > -Slack && box.X + box.Width < 1 + Slack && box.Y + box.Height < 1 + Slack;

    // The smaller of the widths and heights that two boxes have in common; 0 or less where they are apart.
    private static double Shared(SceneBox a, SceneBox b) =>
        Math.Min(
            Math.Min(a.X + a.Width, b.X + b.Width) - Math.Max(a.X, b.X),
            Math.Min(a.Y + a.Height, b.Y + b.Height) - Math.Max(a.Y, b.Y)
        );
}
