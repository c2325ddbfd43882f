using Hippogriff.Data;
using Hippogriff.Data.Emoji;
using Hippogriff.Data.Scenes;

namespace Hippogriff.Tests.Data;

public sealed class EmojiFontTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Without_a_font_the_sentence_says_what_to_install() =>
        Assert.Contains(
            "fonts-noto-color-emoji",
            Assert.Throws<HippogriffException>(() => EmojiFont.Find([_folder.Path])).Message
        );

    [Fact]
    public void A_font_is_found_below_a_folder()
    {
        _folder.Write("deep/DejaVuSans.ttf", "");
        var font = _folder.Write("deep/NotoColorEmoji.ttf", "");
        Assert.Equal(font, EmojiFont.Find([_folder.Path]));
    }

    [Fact]
    public void What_is_no_font_is_refused_and_leaves_nothing_behind()
    {
        var font = _folder.Write("NotoColorEmoji.ttf", "no font");
        Assert.Contains(
            "not a readable font",
            Assert.Throws<HippogriffException>(() => EmojiFont.MakeSprites(font, _folder.In("sprites"))).Message
        );
        Assert.Equal([font], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_folder_with_something_in_it_is_left_alone()
    {
        _folder.Write("sprites/mine.txt", "mine");
        Assert.Contains(
            "exists already",
            Assert.Throws<HippogriffException>(() => EmojiFont.MakeSprites("any.ttf", _folder.In("sprites"))).Message
        );
    }

    [Fact]
    public void The_table_names_everything_in_the_first_world()
    {
        var known = EmojiNames.All.Select(e => e.CodePoint.ToString("x")).ToHashSet();
        Assert.Equal(EmojiNames.All.Count, known.Count);
        Assert.All(SceneWorld.First.Concepts, c => Assert.Contains(c.Sprite, known));
        Assert.All(EmojiNames.All, e => Assert.NotEmpty(e.Name));
    }

    [Fact]
    public void An_installed_font_becomes_a_sprites_folder()
    {
        string font;
        try
        {
            font = EmojiFont.Find();
        }
        catch (HippogriffException)
        {
            Assert.Skip("No colour-emoji font is installed here.");
            return;
        }
        var count = EmojiFont.MakeSprites(font, _folder.In("sprites"));
        Assert.InRange(count, 300, EmojiNames.All.Count);
        Assert.Equal(count, File.ReadLines(_folder.In("sprites/captions.jsonl")).Count());
        Assert.Equal(["sprites"], Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName));
        var example = TrainingData.Open(_folder.In("sprites"), 32, seed: 1).Get(0);
        Assert.Equal(32, example.Image.Width);
    }
}
