using Hippogriff.Data.Scenes;

namespace Hippogriff.Tests.Scenes;

public sealed class SceneLayoutTests(SceneFixture fixture) : IClassFixture<SceneFixture>
{
    private List<Scene> Of(params Relation[] relations) =>
        [.. fixture.Plans(6000).Select(p => p.Scene).Where(s => relations.Contains(s.Relation))];

    // All toy artwork looks as the world says it does.
    private Facing Looks(SceneThing thing)
    {
        var facing = fixture.World.Concepts.First(c => c.Name == thing.Concept).FacingOf(thing.Style);
        return facing == Facing.Front || !thing.Mirror ? facing
            : facing == Facing.Left ? Facing.Right
            : Facing.Left;
    }

    [Fact]
    public void Things_lie_inside_the_picture()
    {
        foreach (var box in fixture.Plans(6000).SelectMany(p => p.Scene.Things).Select(t => t.Box))
        {
            Assert.True(
                box.X > -0.03 && box.Y > -0.03 && box.X + box.Width < 1.03 && box.Y + box.Height < 1.03,
                box.ToString()
            );
            Assert.True(box.Width > 0.05 && box.Height > 0.05, box.ToString());
        }
    }

    [Fact]
    public void Left_right_above_and_below_are_where_they_say()
    {
        Assert.All(
            Of(Relation.LeftOf),
            s => Assert.True(s.Things[0].Box.X + s.Things[0].Box.Width <= s.Things[1].Box.X + 1e-9)
        );
        Assert.All(
            Of(Relation.RightOf),
            s => Assert.True(s.Things[1].Box.X + s.Things[1].Box.Width <= s.Things[0].Box.X + 1e-9)
        );
        Assert.All(
            Of(Relation.Above),
            s => Assert.True(s.Things[0].Box.Y + s.Things[0].Box.Height <= s.Things[1].Box.Y + 0.02)
        );
        Assert.All(
            Of(Relation.Below),
            s => Assert.True(s.Things[1].Box.Y + s.Things[1].Box.Height <= s.Things[0].Box.Y + 0.02)
        );
    }

    [Fact]
    public void Those_who_fight_or_face_each_other_look_at_each_other()
    {
        foreach (var scene in Of(Relation.Fighting, Relation.Facing))
        {
            var (left, right) =
                scene.Things[0].Box.X < scene.Things[1].Box.X
                    ? (scene.Things[0], scene.Things[1])
                    : (scene.Things[1], scene.Things[0]);
            Assert.NotEqual(Facing.Left, Looks(left));
            Assert.NotEqual(Facing.Right, Looks(right));
            Assert.Equal(scene.Relation == Relation.Fighting, left.Tilt < 0 && right.Tilt > 0);
        }
    }

    [Fact]
    public void The_chased_runs_ahead_of_the_chaser()
    {
        foreach (var scene in Of(Relation.Chasing))
        {
            var (chaser, chased) = (scene.Things[0], scene.Things[1]);
            Assert.Equal(Looks(chaser), Looks(chased));
            Assert.Equal(Looks(chaser) == Facing.Left, chased.Box.X < chaser.Box.X);
        }
    }

    [Fact]
    public void A_rider_sits_on_the_back_of_its_mount()
    {
        foreach (var scene in Of(Relation.Riding))
        {
            var (rider, mount) = (scene.Things[0].Box, scene.Things[1].Box);
            Assert.InRange(rider.CentreX, mount.X, mount.X + mount.Width);
            Assert.InRange(rider.Y + rider.Height, mount.Y, mount.Y + mount.Height);
            Assert.True(rider.CentreY < mount.CentreY);
        }
    }

    [Fact]
    public void Groups_are_two_to_four_alike_that_can_be_counted()
    {
        foreach (var scene in Of(Relation.Group))
        {
            Assert.InRange(scene.Things.Count, 2, 4);
            Assert.Single(scene.Things.Select(t => (t.Concept, t.Colour, t.Style, t.Mirror)).Distinct());
            foreach (var (a, i) in scene.Things.Select((t, i) => (t.Box, i)))
            {
                foreach (var b in scene.Things.Skip(i + 1).Select(t => t.Box))
                {
                    var across = Math.Max(0, Math.Min(a.X + a.Width, b.X + b.Width) - Math.Max(a.X, b.X));
                    var down = Math.Max(0, Math.Min(a.Y + a.Height, b.Y + b.Height) - Math.Max(a.Y, b.Y));
                    Assert.True(across * down < 0.12 * a.Width * a.Height, $"{a} and {b}");
                }
            }
        }
    }

    [Fact]
    public void Big_is_big_and_small_is_small()
    {
        static double Side(SceneThing thing) => Math.Max(thing.Box.Width, thing.Box.Height);
        foreach (
            var scene in fixture.Plans(6000).Select(p => p.Scene).Where(s => s.Things.Any(t => t.Size is not null))
        )
        {
            if (scene.Things.Count == 1)
                Assert.True(scene.Things[0].Size == "big" ? Side(scene.Things[0]) > 0.85 : Side(scene.Things[0]) < 0.4);
            else
                Assert.True(
                    Side(scene.Things.Single(t => t.Size == "big"))
                        > 1.5 * Side(scene.Things.Single(t => t.Size == "small"))
                );
        }
    }
}
