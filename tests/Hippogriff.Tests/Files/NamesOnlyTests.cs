using Hippogriff.Files;

namespace Hippogriff.Tests.Files;

public class NamesOnlyTests
{
    [Theory]
    [InlineData("'/srv/studio/uploads/ab12.png' is in use.", "'ab12.png' is in use.")]
    [InlineData("Access to the path '/srv/a b/keys.json' is denied.", "Access to the path 'keys.json' is denied.")]
    [InlineData(@"'D:\Data\Studio\keys.json' cannot be read.", "'keys.json' cannot be read.")]
    [InlineData(@"'\\server\share\model' holds no model.", "'model' holds no model.")]
    [InlineData("'D:/Data/x.png' and \"/etc/secret/y.png\".", "'x.png' and \"y.png\".")]
    [InlineData("'/srv/o'brien/studio/studio.db' cannot be used.", "'studio.db' cannot be used.")]
    [InlineData("The folder '/srv/studio/' is full.", "The folder 'studio' is full.")]
    [InlineData(@"The folder 'c:\srv\studio\' is full.", "The folder 'studio' is full.")]
    [InlineData("'/srv/a'", "'a'")]
    [InlineData("It's '/srv/a'", "It's 'a'")]
    [InlineData("'/srv/a' and '/srv/b', not c/d", "'a' and 'b', not c/d")]
    public void A_path_becomes_the_name_at_its_end(string sentence, string expected) =>
        Assert.Equal(expected, NamesOnly.Of(sentence));

    [Theory]
    [InlineData("'first' lacks 'denoiser/config.json'.")]
    [InlineData("Use POST /api/v1/uploads, and write 1/2 or and/or as you like.")]
    [InlineData("A root '/' alone says nothing.")]
    [InlineData("It's a cat's picture; 'C:' is a drive.")]
    [InlineData("'1:/a' and 'ab:/c' begin at no root, and '\\a' at no server.")]
    [InlineData("An open quotation '/srv/studio goes on")]
    [InlineData("")]
    public void What_is_no_path_of_this_machine_stays_as_it_is(string sentence) =>
        Assert.Equal(sentence, NamesOnly.Of(sentence));

    [Fact]
    public void Folders_that_every_process_knows_go_without_quotes_too()
    {
        string file = Path.Combine(Path.GetTempPath(), "hippogriff", "x.png"),
            own = Path.Combine(AppContext.BaseDirectory, "models");
        Assert.Equal(
            $"Cannot open hippogriff{Path.DirectorySeparatorChar}x.png: no; models neither.",
            NamesOnly.Of($"Cannot open {file}: no; {own} neither.")
        );
    }

    [Fact]
    public void An_exception_keeps_the_whole_path_for_who_owns_the_machine()
    {
        HippogriffException error = new("'/srv/studio/a.png' is damaged.", FaultKind.DamagedFile);
        Assert.Equal(
            ("'/srv/studio/a.png' is damaged.", "'a.png' is damaged."),
            (error.Message, error.MessageWithoutPaths)
        );
    }
}
