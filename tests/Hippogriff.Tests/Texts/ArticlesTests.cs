using Hippogriff.Texts;

namespace Hippogriff.Tests.Texts;

public class ArticlesTests
{
    [Theory]
    [InlineData("an owl")]
    [InlineData("an orange")]
    [InlineData("an umbrella")]
    [InlineData("an urn")]
    [InlineData("an ugly duckling")]
    [InlineData("an usher")]
    [InlineData("an uninvited guest")]
    [InlineData("an hourglass")]
    [InlineData("an honest thief")]
    [InlineData("an heiress")]
    [InlineData("an Image")]
    [InlineData("an onion")]
    [InlineData("a unicorn")]
    [InlineData("a unicycle")]
    [InlineData("a ufo")]
    [InlineData("a ukulele")]
    [InlineData("a used car")]
    [InlineData("a European town")]
    [InlineData("a ewe")]
    [InlineData("a one-eyed pirate")]
    [InlineData("an astronaut")]
    [InlineData("an immigrant")]
    [InlineData("a hotel")]
    [InlineData("a horse")]
    [InlineData("a cat")]
    public void The_article_follows_the_sound(string phrase) =>
        Assert.Equal(phrase, Articles.With(phrase[(phrase.IndexOf(' ', StringComparison.Ordinal) + 1)..]));
}
