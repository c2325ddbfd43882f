using Hippogriff.Data.Examples;
using Hippogriff.Data.Scenes;

namespace Hippogriff.Tests.Scenes;

/// <summary>
/// The toy artwork is an orange body whose left 12 of 32 columns are darker: what the map says can be held against the
/// pixels.
/// </summary>
public sealed class ScenePartMapTests(SceneFixture fixture) : IClassFixture<SceneFixture>
{
    private const int Size = 64;

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 0)]
    [InlineData(false, 90)]
    [InlineData(true, 14)]
    public void The_map_says_where_a_thing_lies_and_which_side_of_it(bool mirror, double tilt)
    {
        Scene scene = One(
            new SceneThing
            {
                Concept = "cat",
                Style = "noto",
                Box = new(0.1, 0.2, 0.8, 0.6),
                Mirror = mirror,
                Tilt = tilt,
            }
        );
        PartMap map = new ScenePartMap(fixture.World, fixture.Sprites).Of(scene, Size);
        byte[] pixels = new SceneRenderer(fixture.World, fixture.Sprites).Render(scene, Size).Pixels;
        int number = 1 + fixture.World.Concepts.ToList().FindIndex(c => c.Name == "cat"),
            wrong = 0,
            sides = 0;
        for (int cell = 0; cell < Size * Size; cell++)
        {
            bool paper = pixels[3 * cell + 2] > 150,
                dark = pixels[3 * cell] < 195; // the paper is white, the head (180, 80, 10), the body (236, 120, 20)
            if (map.Things[cell] != (paper ? 0 : number))
                wrong++;
            else if (!paper && dark != map.Places[2 * cell] < Head())
                sides++;
        }
        Assert.InRange(wrong, 0, 300); // the outline, where a pixel is half of either
        Assert.InRange(sides, 0, 150);
    }

    [Fact]
    public void The_first_thing_lies_on_top()
    {
        SceneThing below =
                new()
                {
                    Concept = "dog",
                    Style = "noto",
                    Box = new(0, 0, 1, 1),
                },
            above = below with { Concept = "cat", Colour = "blue", Box = new(0.25, 0.25, 0.5, 0.5) };
        PartMap map = new ScenePartMap(fixture.World, fixture.Sprites).Of(One(above, below), 16);
        Assert.Equal([1, 2], [map.Things[8 * 16 + 8], map.Things[8 * 16 + 2]]);
        Assert.Equal(
            [1 + fixture.World.Colours.ToList().IndexOf("blue"), 0],
            [map.Colours[8 * 16 + 8], map.Colours[8 * 16 + 2]]
        );
        Assert.Equal(("cat", "dog"), (fixture.World.Concepts[0].Name, fixture.World.Concepts[1].Name));
    }

    [Fact]
    public void A_composer_tells_the_parts_of_the_very_picture_that_it_draws()
    {
        SceneComposer composer = fixture.Composer();
        for (int i = 0; i < 20; i++)
        {
            HashSet<int> seen = [.. composer.Parts(i, 32).Things.Where(t => t > 0).Select(t => t - 1)];
            Assert.Equal(
                composer.Plan(i).Scene.Things.Select(t => t.Concept).ToHashSet(),
                seen.Select(t => composer.Things[t]).ToHashSet()
            );
        }
    }

    /// <summary>
    /// Where the head ends, in the artwork cut to what can be seen: column 12 of what lies between 16 - w and 16 + w.
    /// </summary>
    private double Head()
    {
        double aspect = fixture.Sprites.Get("cat", "noto", null).Aspect,
            halfWidth = aspect * 17 / 2; // the first toy is 21 by 17
        return (12 - (16 - (int)halfWidth)) / (2 * (int)halfWidth + 1.0);
    }

    private Scene One(params SceneThing[] things) => new() { Things = things, Background = "white" };
}
