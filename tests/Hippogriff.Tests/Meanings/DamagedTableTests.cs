using Hippogriff.Meanings;
using Hippogriff.Models.Text;
using Hippogriff.Weights;

namespace Hippogriff.Tests.Meanings;

/// <summary>
/// A table whose files are missing or do not fit one another is refused in a sentence that names the file.
/// </summary>
public sealed class DamagedTableTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("words.txt", "cat\ndog\n", "meanings.safetensors")]
    [InlineData("words.txt", "cat\ncat\n", "words.txt")]
    [InlineData("words.txt", "", "words.txt")]
    [InlineData("lemmas.tsv", "mice\tno such row\n", "lemmas.tsv")]
    [InlineData("lemmas.tsv", "mice\n", "lemmas.tsv")]
    [InlineData("blocked.sha256.txt", "nonsense\n", "blocked.sha256.txt")]
    [InlineData("aliases.tsv", "no tab\n", "aliases.tsv")]
    [InlineData("aliases.tsv", "Not Normalised\tcat\n", "aliases.tsv")]
    [InlineData("aliases.tsv", "kitty\t,cat\n", "aliases.tsv")]
    [InlineData("meanings.safetensors", "not a tensor file", "meanings.safetensors")]
    public void A_damaged_file_is_named(string file, string content, string named)
    {
        string folder = Copy();
        File.WriteAllText(Path.Combine(folder, file), content);
        Assert.Contains(
            named,
            Assert.Throws<HippogriffException>(() => MeaningTables.Read(folder)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_file_that_is_missing_is_named()
    {
        string folder = Copy();
        File.Delete(Path.Combine(folder, "lemmas.tsv"));
        Assert.Contains(
            "lemmas.tsv",
            Assert.Throws<HippogriffException>(() => MeaningTables.Read(folder)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_table_is_found_beside_the_models_and_read_again_once_it_is_mended()
    {
        string folder = Copy();
        File.WriteAllText(Path.Combine(folder, "words.txt"), "");
        Assert.Throws<HippogriffException>(() => MeaningTables.Read(folder));
        File.Copy(Path.Combine(Tables.Folder, "words.txt"), Path.Combine(folder, "words.txt"), overwrite: true);
        Assert.Equal(27_000, MeaningTables.Read(folder).Count);
        Assert.Same(MeaningTables.Read(folder), MeaningTables.Read(folder));
        Assert.Equal(folder, MeaningTables.Find(new ModelLibrary([_folder.In("")])));
        Assert.Null(MeaningTables.Find(new ModelLibrary([folder])));
    }

    [Theory]
    [InlineData("thing cat")]
    [InlineData("animal\tcat")]
    [InlineData("thing\tzebra")]
    [InlineData("7\tcat")]
    public void A_list_of_names_that_is_none_is_refused(string line)
    {
        string path = _folder.In("names.tsv");
        File.WriteAllText(path, line + "\n");
        Assert.Contains(
            "names.tsv",
            Assert.Throws<HippogriffException>(() => VocabularyNames.Read(path, Vocabulary.From(["a cat"]))).Message,
            StringComparison.Ordinal
        );
    }

    private string Copy()
    {
        string folder = _folder.In("meanings");
        Directory.CreateDirectory(folder);
        foreach (string file in Directory.GetFiles(Tables.Folder))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        return folder;
    }
}
