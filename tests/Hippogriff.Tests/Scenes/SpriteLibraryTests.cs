using Hippogriff.Data.Scenes;
using SkiaSharp;

namespace Hippogriff.Tests.Scenes;

public sealed class SpriteLibraryTests : IDisposable
{
    private const string Tiny = """
        { "name": "tiny", "style": "noto", "colours": ["blue"],
          "concepts": [ { "name": "cat", "plural": "cats", "sprite": "1f408" }, { "name": "dog", "plural": "dogs", "sprite": "1f415" } ],
          "backgrounds": [ { "name": "white", "kind": "plain", "colour": "white", "words": ["on white"] } ],
          "looks": [ { "name": "outlined", "filter": "none", "style": "openmoji", "before": ["outlined"], "after": ["outlined"] } ] }
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly SceneWorld _world = SceneWorld.Parse(Tiny, "tiny.json");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_concept_of_the_first_world_has_artwork()
    {
        ToySprites.Write(_folder.Path, SceneWorld.First, "noto");
        var library = SpriteLibrary.Open(_folder.Path, SceneWorld.First);
        Assert.Empty(library.Missing);
        Assert.All(SceneWorld.First.Concepts, c => Assert.True(library.Has(c.Name, "noto")));
    }

    [Fact]
    public void Share_alike_artwork_is_left_out_unless_asked_for()
    {
        ToySprites.Write(_folder.Path, _world, "noto", "openmoji");
        Assert.Equal(["noto"], SpriteLibrary.Open(_folder.Path, _world).Styles);
        Assert.Contains("openmoji", SpriteLibrary.Open(_folder.Path, _world, withShareAlike: true).Styles);
    }

    [Fact]
    public void A_folder_with_one_other_style_serves_too()
    {
        ToySprites.Write(_folder.Path, _world, "segoe");
        var library = SpriteLibrary.Open(_folder.Path, _world);
        Assert.Equal("segoe", library.Style);
        Assert.All(Enumerable.Range(0, 50), i => Assert.Null(new SceneComposer(_world, library, 1).Plan(i).Scene.Look));
    }

    [Fact]
    public void Missing_artwork_is_reported_and_its_concept_left_out()
    {
        ToySprites.Write(_folder.Path, _world, "noto");
        File.Delete(_folder.In("noto/1f415.png"));
        var library = SpriteLibrary.Open(_folder.Path, _world);
        Assert.Equal(["dog"], library.Missing);
        Assert.All(
            Enumerable.Range(0, 50),
            i =>
                Assert.All(
                    new SceneComposer(_world, library, 1).Plan(i).Scene.Things,
                    t => Assert.Equal("cat", t.Concept)
                )
        );
    }

    [Fact]
    public void Folders_without_artwork_are_refused()
    {
        Assert.Contains(
            "no sprites folder",
            Assert.Throws<HippogriffException>(() => SpriteLibrary.Open(_folder.In("none"), _world)).Message
        );
        Assert.Contains(
            "is not a sprites folder",
            Assert.Throws<HippogriffException>(() => SpriteLibrary.Open(_folder.Path, _world)).Message
        );
        _folder.Write("noto/1f600.png", PictureBytes.Plain(SKColors.Red));
        Assert.Contains(
            "no artwork",
            Assert.Throws<HippogriffException>(() => SpriteLibrary.Open(_folder.Path, _world)).Message
        );
    }

    [Theory]
    [InlineData("no picture")]
    [InlineData("")]
    public void A_damaged_sprite_is_named(string content)
    {
        _folder.Write("noto/1f408.png", content);
        Assert.Contains(
            "1f408.png",
            Assert.Throws<HippogriffException>(() => SpriteLibrary.Open(_folder.Path, _world)).Message
        );
    }

    [Fact]
    public void A_colour_goes_to_the_main_part_and_leaves_the_rest()
    {
        // A red apple with a green leaf and a black stalk.
        SKColor[] pixels =
        [
            .. Enumerable.Repeat(new SKColor(220, 40, 30), 80),
            .. Enumerable.Repeat(new SKColor(90, 160, 40), 12),
            .. Enumerable.Repeat(SKColors.Black, 8),
        ];
        SceneColour.Apply(pixels, "blue", lines: false);
        Assert.True(pixels[0].Blue > 180 && pixels[0].Red < 90, pixels[0].ToString());
        Assert.Equal(new SKColor(90, 160, 40), pixels[85]);
        Assert.True(pixels[95].Red < 30 && pixels[95].Blue < 30, pixels[95].ToString());
    }

    [Theory]
    [InlineData("black")]
    [InlineData("white")]
    public void Black_and_white_keep_the_shading(string colour)
    {
        SKColor[] pixels =
        [
            .. Enumerable.Repeat(new SKColor(240, 150, 60), 60),
            .. Enumerable.Repeat(new SKColor(190, 100, 30), 40),
        ];
        SceneColour.Apply(pixels, colour, lines: false);
        Assert.True(colour == "black" ? pixels[0].Red < 70 : pixels[0].Red > 220, pixels[0].ToString());
        Assert.True(pixels[80].Red < pixels[0].Red, $"{pixels[80]} below {pixels[0]}");
        Assert.InRange(Math.Abs(pixels[0].Red - pixels[0].Blue), 0, 8);
    }
}
