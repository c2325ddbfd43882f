using System.Text.Json;
using Hippogriff.Tokenizers;

namespace Hippogriff.Tests.Tokenizers;

public class ClipVocabularyTests
{
    private static readonly string[] s_merges = ["c a", "ca t</w>", "d o", "do g</w>"];

    [Fact]
    public void The_public_vocabulary_has_its_known_size_and_ends()
    {
        ClipVocabulary known = ClipVocabulary.Public;
        Assert.Equal(49408, known.Count);
        Assert.Equal((49406, 49407), (known.StartId, known.EndId));
        Assert.Equal("photo</w>", known.SpellingOf(1125));
        Assert.Equal("photo", known.TextOf(1125));
    }

    [Fact]
    public void Bytes_that_make_no_character_and_control_characters_are_written_as_numbers()
    {
        ClipTokenizer tokenizer = ClipTokenizer.Standard;
        Assert.Equal(["<0xE7>", "<0x8C>", "<0xAB>"], tokenizer.Encode("猫").Select(tokenizer.Vocabulary.TextOf));
        Assert.Equal("<0x1B>", tokenizer.Vocabulary.TextOf(Assert.Single(tokenizer.Encode("\u001b"))));
        Assert.Equal("é", tokenizer.Vocabulary.TextOf(Assert.Single(tokenizer.Encode("É"))));
    }

    [Fact]
    public void A_folder_gives_the_same_vocabulary_by_both_forms()
    {
        using TemporaryFolder folder = new();
        ClipVocabulary small = new(ClipVocabulary.TokensOf(s_merges), s_merges, "'here'");
        string pair = folder.In("pair"),
            whole = folder.In("whole");
        Directory.CreateDirectory(pair);
        Directory.CreateDirectory(whole);
        File.WriteAllText(Path.Combine(pair, "vocab.json"), JsonSerializer.Serialize(small.Ids));
        File.WriteAllText(
            Path.Combine(pair, "merges.txt"),
            "#version: 0.2\r\n" + string.Join("\r\n", s_merges) + "\r\n"
        );
        foreach (object merges in new object[] { s_merges, s_merges.Select(merge => merge.Split(' ')) })
        {
            File.WriteAllText(
                Path.Combine(whole, "tokenizer.json"),
                JsonSerializer.Serialize(
                    new
                    {
                        model = new
                        {
                            type = "BPE",
                            end_of_word_suffix = "</w>",
                            vocab = small.Ids,
                            merges,
                        },
                    }
                )
            );
            foreach (string read in new[] { pair, whole })
            {
                ClipTokenizer tokenizer = ClipTokenizer.Read(read);
                Assert.Equal(small.Ids, tokenizer.Vocabulary.Ids);
                Assert.Equal(["cat", "dog"], tokenizer.Encode("Cat  DOG").Select(tokenizer.Vocabulary.TextOf));
            }
        }
    }

    [Fact]
    public void A_folder_without_a_vocabulary_uses_the_public_one()
    {
        using TemporaryFolder folder = new();
        Assert.Same(ClipVocabulary.Public, ClipTokenizer.Read(folder.Path).Vocabulary);
        Assert.Null(ClipVocabularyFiles.Find(folder.In("nowhere")));
    }

    [Theory]
    [InlineData("twice", "second time")]
    [InlineData("same id", "same id")]
    [InlineData("gap", "0 to")]
    [InlineData("negative", "0 to")]
    [InlineData("no end", "lacks the token")]
    [InlineData("no byte", "for a byte")]
    [InlineData("no number", "wrong kind")]
    [InlineData("long token", "characters")]
    [InlineData("merge of one", "two tokens")]
    [InlineData("merge to nothing", "two tokens")]
    [InlineData("merge twice", "twice")]
    public void A_damaged_vocabulary_is_refused_in_a_sentence(string damage, string says)
    {
        using TemporaryFolder folder = new();
        Dictionary<string, int> ids = ClipVocabulary.TokensOf(s_merges);
        List<string> merges = [.. s_merges];
        string? json = null;
        switch (damage)
        {
            case "twice":
                json = JsonSerializer.Serialize(ids)[..^1] + ",\"ca\":3}";
                break;
            case "same id":
                ids["ca"] = ids["do"];
                break;
            case "gap":
                ids["ca"] = 2_000_000_000;
                break;
            case "negative":
                ids["ca"] = -1;
                break;
            case "no end":
                ids.Remove(ClipVocabulary.End);
                break;
            case "no byte":
                ids["ĠĠ"] = ids["Ġ"];
                ids.Remove("Ġ");
                break;
            case "no number":
                json = "{\"a\":\"b\"}";
                break;
            case "long token":
                ids[new string('q', 5000)] = ids.Count;
                break;
            case "merge of one":
                merges.Add("cat</w>");
                break;
            case "merge to nothing":
                merges.Add("c o");
                break;
            case "merge twice":
                merges.Add("c a");
                break;
        }
        File.WriteAllText(folder.In("vocab.json"), json ?? JsonSerializer.Serialize(ids));
        File.WriteAllLines(folder.In("merges.txt"), merges);
        HippogriffException refusal = Assert.Throws<HippogriffException>(() => ClipTokenizer.Read(folder.Path));
        Assert.Contains(says, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
    }

    [Fact]
    public void One_file_of_the_pair_or_a_tokenizer_of_another_kind_is_refused()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.In("vocab.json"), "{}");
        Assert.Contains("both", Assert.Throws<HippogriffException>(() => ClipTokenizer.Read(folder.Path)).Message);
        File.Delete(folder.In("vocab.json"));
        foreach (
            string json in new[] { "[]", "{}", "{\"model\":{\"type\":\"Unigram\",\"vocab\":[]}}", "{\"model\":null}" }
        )
        {
            File.WriteAllText(folder.In("tokenizer.json"), json);
            Assert.Contains(
                "byte-pair",
                Assert.Throws<HippogriffException>(() => ClipTokenizer.Read(folder.Path)).Message
            );
        }
    }

    [Theory]
    [InlineData("\"5\"")]
    [InlineData("null")]
    [InlineData("0.5")]
    public void A_token_whose_id_is_no_whole_number_is_refused(string id)
    {
        using TemporaryFolder folder = new();
        string path = folder.Write(
            "tokenizer.json",
            $$"""{"model": {"end_of_word_suffix": "</w>", "vocab": {"dog</w>": {{id}} }, "merges": []} }"""
        );
        HippogriffException error = Assert.Throws<HippogriffException>(() => ClipVocabularyFiles.ReadTokenizer(path));
        Assert.Equal(FaultKind.DamagedFile, error.Kind);
        Assert.Contains("dog</w>", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_map_of_special_tokens_counts_before_the_settings()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.In("tokenizer_config.json"), "{\"pad_token\":\"<|endoftext|>\"}");
        Assert.Equal(ClipVocabulary.End, ClipSpecialTokens.Read(folder.Path).Padding);
        File.WriteAllText(
            folder.In("special_tokens_map.json"),
            "{\"pad_token\":{\"content\":\"!\",\"normalized\":false}}"
        );
        ClipSpecialTokens read = ClipSpecialTokens.Read(folder.Path);
        Assert.Equal("!", read.Padding);
        Assert.Contains("!", read.Raw);
        Assert.Equal(0, ClipTokenizer.Read(folder.Path).PaddingId);
        File.WriteAllText(folder.In("special_tokens_map.json"), "{\"pad_token\":\"<|nothing|>\"}");
        Assert.Contains(
            "<|nothing|>",
            Assert.Throws<HippogriffException>(() => ClipTokenizer.Read(folder.Path)).Message
        );
    }

    [Fact]
    public void A_text_beyond_the_limit_is_refused_and_halves_of_letters_are_read()
    {
        Assert.Throws<HippogriffException>(() =>
            ClipTokenizer.Standard.Encode(new string('a', ClipTokenizer.LongestText + 1))
        );
        Assert.Equal(ClipTokenizer.Standard.Encode("a \ufffd b"), ClipTokenizer.Standard.Encode("a \ud835 b"));
    }
}
