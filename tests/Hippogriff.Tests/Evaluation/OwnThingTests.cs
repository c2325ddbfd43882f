using Hippogriff.Data.Examples;
using Hippogriff.Evaluation;
using Hippogriff.Imaging;
using SkiaSharp;

namespace Hippogriff.Tests.Evaluation;

public sealed class OwnThingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Rows around a point, reproducibly scattered.</summary>
    private static float[][] Cloud(int count, float middle, int seed)
    {
        Random random = new(seed);
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(_ => Enumerable.Range(0, 6).Select(_ => middle + (float)(random.NextDouble() - 0.5)).ToArray()),
        ];
    }

    [Fact]
    public void Drawings_among_the_own_pictures_are_of_the_thing_and_those_among_others_are_not()
    {
        float[][] own = Cloud(20, 3, 1),
            others = Cloud(60, 0, 2);
        OwnFigure good = OwnThing.Compare(Cloud(20, 3, 3), own, others),
            bad = OwnThing.Compare(Cloud(20, 0, 4), own, others),
            half = OwnThing.Compare([.. Cloud(10, 3, 5), .. Cloud(10, 0, 6)], own, others);
        Assert.Equal((1, 1, 0), (good.Drawn, good.Ceiling, good.Others));
        Assert.Equal((0, 1, 0), (bad.Drawn, bad.Ceiling, bad.Others));
        Assert.Equal(0.5, half.Drawn);
        Assert.InRange(half.Error, 0.2, 0.23); // 1.96 (0.5 * 0.5 / 20)^1/2
        Assert.True(good.Distance < bad.Distance && good.Distance < good.OthersDistance / 10, $"{good} {bad}");
    }

    [Fact]
    public void Where_thing_and_others_cannot_be_told_apart_the_ceiling_says_so()
    {
        OwnFigure figure = OwnThing.Compare(Cloud(40, 0, 1), Cloud(40, 0, 2), Cloud(40, 0, 3));
        Assert.InRange(figure.Ceiling, 0.2, 0.8);
        Assert.InRange(figure.Others, 0.2, 0.8);
    }

    [Fact]
    public void Captions_are_drawn_and_compared_with_scenes_of_other_things()
    {
        using TinyWorld tiny = new();
        for (int i = 0; i < OwnThing.Fewest; i++)
        {
            _folder.Write($"own/{i}.png", PictureBytes.Plain(new SKColor(250, 0, (byte)i)));
            _folder.Write($"own/{i}.txt", $"a thing, number {i}");
        }
        IReadOnlyList<Example> own = OwnThing.Read(_folder.In("own"), 16);
        List<string> asked = [];
        OwnFigure figure = new OwnThing(tiny.World, tiny.Sprites, new Redness()).Measure(
            own,
            (caption, seed) =>
            {
                asked.Add($"{caption} {seed}");
                return own[0].Image;
            }
        );
        Assert.Equal([.. own.Select((e, i) => $"{e.Caption} {i}")], asked);
        Assert.Equal((1, 1), (figure.Drawn, figure.Ceiling));
    }

    [Fact]
    public void Too_few_pictures_are_refused()
    {
        _folder.Write("own/a.png", PictureBytes.Plain(SKColors.Red));
        _folder.Write("own/a.txt", "a thing");
        Assert.Contains(
            "1 captioned picture ",
            Assert.Throws<HippogriffException>(() => OwnThing.Read(_folder.In("own"), 16)).Message
        );
    }

    /// <summary>Sees nothing; its features are the mean colours.</summary>
    private sealed class Redness : IJudge
    {
        public IReadOnlyList<Opinion> Look(IReadOnlyList<RgbImage> pictures) =>
            [
                .. pictures.Select(p => new Opinion(
                    new Sighting([], null, "white", default),
                    [.. Enumerable.Range(0, 3).Select(c => (float)p.Pixels.Where((_, i) => i % 3 == c).Average(v => v))]
                )),
            ];
    }
}
