using Hippogriff.Meanings;

namespace Hippogriff.Tests.Meanings;

public class MeaningTextTests
{
    [Theory]
    [InlineData("Jack-o'-Lantern", "jack o lantern")]
    [InlineData("pi\u00f1ata", "pinata")]
    [InlineData("pin\u0303ata", "pinata")]
    [InlineData("T-shirt", "t shirt")]
    [InlineData("children\u2019s  drawing", "children's drawing")]
    [InlineData("'quoted' dogs'", "quoted dogs")]
    [InlineData("  Polar_Bear/\u2014cub ", "polar bear cub")]
    [InlineData("\uff26\uff4f\uff58", "fox")]
    [InlineData("\ud835\udc1f\ud835\udc28\ud835\udc31", "fox")]
    [InlineData("\ufb01sh", "fish")]
    [InlineData("\u24d5\u24de\u24e7", "fox")]
    [InlineData("a\tcat\nsat", "a cat sat")]
    [InlineData("\u00dcber K\u00e4tzchen", "uber katzchen")]
    [InlineData("\ud83e\udd8a", "")]
    [InlineData("\ud83e", "")]
    [InlineData("", "")]
    [InlineData("'", "")]
    public void Texts_are_written_as_the_table_writes_them(string text, string normalised) =>
        Assert.Equal(normalised, MeaningText.Normalise(text));
}
