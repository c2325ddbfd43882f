using Hippogriff.Conditioning;
using Hippogriff.PromptGrammar;
using Hippogriff.Tokenizers;

namespace Hippogriff.Tests.PromptGrammar;

public class ClipPromptReaderTests
{
    private static ClipPrompt Read(
        string prompt,
        PromptWeighting weighting = PromptWeighting.A1111,
        params EmbeddingTrigger[] triggers
    ) => ClipPromptReader.Read(prompt, ClipTokenizer.Standard, weighting, triggers);

    [Fact]
    public void Tokens_are_shown_with_text_id_weight_and_chunk()
    {
        ClipPrompt read = Read("a (red:1.3) cat BREAK [dog]");
        Assert.Equal(
            [("a", 320, 1.0, 0), ("red", 736, 1.3, 0), ("cat", 2368, 1.0, 0), ("dog", 1929, 1 / 1.1, 1)],
            read.Tokens.Select(token => (token.Text, token.Id, token.Weight, token.Chunk))
        );
        Assert.Equal(2, read.Chunks.Count);
        Assert.True(read.IsWhole);
    }

    [Theory]
    [InlineData(PromptWeighting.A1111, new[] { 1.0, 1.21, 0.5 })]
    [InlineData(PromptWeighting.ComfyUI, new[] { 1.0, 1.21, 0.5 })]
    public void Both_grammars_weigh_words(PromptWeighting weighting, double[] weights)
    {
        ClipPrompt read = Read("a ((red)) (cat:0.5)", weighting);
        Assert.Equal(weights, read.Tokens.Select(token => Math.Round(token.Weight, 6)));
    }

    [Theory]
    [InlineData(PromptWeighting.Chunks)]
    [InlineData(PromptWeighting.Diffusers)]
    public void Without_a_grammar_brackets_are_text(PromptWeighting weighting)
    {
        ClipPrompt read = Read("a (red:1.3) cat", weighting);
        Assert.All(read.Tokens, token => Assert.Equal(1, token.Weight));
        Assert.Equal("a(red:1.3)cat", string.Concat(read.Tokens.Select(token => token.Text)));
    }

    [Fact]
    public void Diffusers_reads_75_tokens_and_what_is_cut_is_said()
    {
        ClipPrompt read = Read(
            string.Join(' ', Enumerable.Repeat("cat", 75)) + " dog in snow",
            PromptWeighting.Diffusers
        );
        Assert.Single(read.Chunks);
        Assert.Equal(75, read.Tokens.Count);
        PromptNote note = Assert.Single(read.Notes);
        Assert.Equal((PromptNoteKind.Cut, "dog in snow"), (note.Kind, note.Text));
        Assert.Contains("'dog in snow'", Assert.Single(read.Sentences()));
    }

    [Fact]
    public void Chunks_beyond_the_limit_are_cut_and_said()
    {
        string prompt = string.Join(' ', Enumerable.Repeat("cat", 75 * ClipPromptReader.MostChunks)) + " dog";
        ClipPrompt read = Read(prompt);
        Assert.Equal(ClipPromptReader.MostChunks, read.Chunks.Count);
        Assert.Equal(new PromptNote(PromptNoteKind.Cut, "dog"), Assert.Single(read.Notes));
    }

    [Theory]
    [InlineData("a <lora:my-dog:0.8> cat", PromptNoteKind.ExtraNetwork, "<lora:my-dog:0.8>", "acat")]
    [InlineData("a [cat:dog:0.5]", PromptNoteKind.Schedule, "a cat", "acat")]
    [InlineData("a [cat|dog]", PromptNoteKind.Schedule, "a cat", "acat")]
    [InlineData("a cat AND a dog", PromptNoteKind.Composition, "a cat AND a dog", "acatandadog")]
    [InlineData("(a BREAK b)", PromptNoteKind.BreakInBrackets, "BREAK", "abreakb")]
    public void What_the_web_UI_would_do_and_we_do_not_is_said(
        string prompt,
        PromptNoteKind kind,
        string part,
        string read
    )
    {
        ClipPrompt found = Read(prompt);
        Assert.Equal(new PromptNote(kind, part), Assert.Single(found.Notes));
        Assert.Equal(read, string.Concat(found.Tokens.Select(token => token.Text)));
        Assert.EndsWith(".", Assert.Single(found.Sentences("negative prompt")), StringComparison.Ordinal);
        Assert.Contains("negative prompt", Assert.Single(found.Sentences("negative prompt")));
    }

    [Theory]
    [InlineData("(a:1.3.5)", PromptWeighting.A1111)]
    [InlineData("(a:.)", PromptWeighting.A1111)]
    [InlineData("(a:1e400)", PromptWeighting.ComfyUI)]
    [InlineData("(a:nan)", PromptWeighting.ComfyUI)]
    [InlineData("(a:-inf)", PromptWeighting.ComfyUI)]
    [InlineData("(a:99999999999)", PromptWeighting.A1111)]
    public void Weights_that_are_no_numbers_or_too_large_are_refused(string prompt, PromptWeighting weighting) =>
        Assert.Contains("weight", Assert.Throws<HippogriffException>(() => Read(prompt, weighting)).Message);

    [Theory]
    [InlineData("(")]
    [InlineData("[")]
    [InlineData("(a")]
    [InlineData("[a:")]
    [InlineData("[a|")]
    [InlineData("[(")]
    [InlineData("([a:b]")]
    public void Many_open_brackets_take_neither_time_nor_stack(string piece)
    {
        string prompt = string.Concat(Enumerable.Repeat(piece, 2000 / piece.Length));
        foreach (string text in new[] { prompt, "(" + prompt, prompt + "]" })
            if (Record.Exception(() => Read(text)) is { } refusal)
                Assert.Contains("weight", Assert.IsType<HippogriffException>(refusal).Message);
    }

    [Fact]
    public void ComfyUIs_brackets_nest_to_a_limit()
    {
        string prompt = new string('(', 5000) + "a" + new string(')', 5000);
        Assert.Throws<HippogriffException>(() => Read(prompt, PromptWeighting.ComfyUI));
    }

    [Fact]
    public void An_embeddings_word_is_its_vectors_in_any_case_and_beside_marks()
    {
        EmbeddingTrigger trigger = new("<tiny-cat>", 2, "tiny");
        ClipPrompt read = Read("a <Tiny-Cat>, (<tiny-cat>:1.2)", PromptWeighting.A1111, trigger);
        Assert.Equal(
            ["a", "tiny 1", "tiny 1", ",", "tiny 1.2", "tiny 1.2"],
            read.Tokens.Select(token => token.Embedding is null ? token.Text : $"{token.Embedding} {token.Weight}")
        );
        Assert.Equal([2, 5], Assert.Single(read.Chunks).Embeddings.Select(place => place.At));
    }

    [Fact]
    public void An_embeddings_word_inside_of_another_word_is_none()
    {
        EmbeddingTrigger trigger = new("cat", 1, "cat");
        Assert.All(
            Read("cats concat concatenated", PromptWeighting.A1111, trigger).Tokens,
            token => Assert.Null(token.Embedding)
        );
        Assert.Equal("cat", Read("cat2", PromptWeighting.A1111, trigger).Tokens[0].Embedding);
    }

    [Fact]
    public void ComfyUI_names_embeddings_by_a_mark_and_unknown_ones_are_said()
    {
        EmbeddingTrigger trigger = new("glow", 3, "glow");
        ClipPrompt read = Read("a embedding:glow, cat embedding:other", PromptWeighting.ComfyUI, trigger);
        Assert.Equal(3, read.Tokens.Count(token => token.Embedding == "glow"));
        Assert.Equal(new PromptNote(PromptNoteKind.UnknownEmbedding, "other"), Assert.Single(read.Notes));
        Assert.Equal(",", read.Tokens[4].Text);
    }

    [Fact]
    public void For_encoders_with_padding_of_their_own_everything_behind_the_end_is_padding()
    {
        ClipTokenizer tokenizer = new(ClipVocabulary.Public, ClipSpecialTokens.OpenClip);
        PromptChunk chunk = Assert.Single(ClipPromptReader.Read("wow!", tokenizer).Chunks);
        Assert.Equal([49406, 2781, 256, 49407, 0, 0], chunk.Ids.Take(6)); // "!" is a word for the web UI
        PromptChunk plain = Assert.Single(ClipPromptReader.Read("wow!", tokenizer, PromptWeighting.Diffusers).Chunks);
        Assert.Equal([49406, 2781, 0, 49407, 0, 0], plain.Ids.Take(6)); // and the padding for diffusers
    }
}
