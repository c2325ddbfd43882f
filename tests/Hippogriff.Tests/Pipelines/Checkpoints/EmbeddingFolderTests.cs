using Hippogriff.Data;
using Hippogriff.Pipelines;
using Hippogriff.Pipelines.Checkpoints;
using Hippogriff.PromptGrammar;
using Hippogriff.Studio.Configuration;
using Hippogriff.Studio.Jobs;
using Hippogriff.Tests.PromptEncoding;
using Hippogriff.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Pipelines.Checkpoints;

/// <summary>Embeddings that lie in the folder and cannot be used are told of where a prompt names them.</summary>
public sealed class EmbeddingFolderTests : IDisposable
{
    private const int Width = 8; // of the small checkpoint's text encoder
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private void Add(string name, int width)
    {
        using DisposeScope scope = NewDisposeScope();
        TextEmbeddingFileTests.Write(
            _folder,
            Path.Combine("embeddings", name + ".safetensors"),
            ("emb_params", ones(2, width))
        );
    }

    private void Fill()
    {
        Directory.CreateDirectory(_folder.In("embeddings/old"));
        Add("good", Width);
        Add("wide", 768);
        Add("other", 1024);
        Add("old/both", 768);
        Add("both", Width);
        File.WriteAllText(_folder.In("embeddings/bad.pt"), "a pickle");
        File.WriteAllText(_folder.In("embeddings/good.bin"), "a pickle of the same name");
    }

    private CheckpointChoices Choices => new() { Embeddings = _folder.In("embeddings") };

    private Task<DiffusionPipeline> OpenAsync()
    {
        Fill();
        string small = SmallCheckpoint.Write(_folder.In("small")).Path;
        return DiffusionPipeline.LoadAsync(small, new LoadOptions { Choices = Choices });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_tokens_of_a_prompt_that_is_typed_have_them(bool besideAFolder)
    {
        Fill();
        IModelSource source = new FolderModelSource(
            defaultModel: SmallCheckpoint.Write(_folder.In("small")).Path,
            choices: Choices
        );
        if (besideAFolder)
            source = new PictureFolderSource("folder:" + _folder.Path, source);
        PromptReader reader = new(source, new LoraCatalogue(new StudioOptions { Data = _folder.In("studio") }));
        IReadOnlyList<PromptToken> tokens = reader.TokensOf("small", "a good wide cat")!.Tokens;
        Assert.Equal(2, tokens.Count(token => token.Embedding == "good"));
        Assert.Equal(2, tokens.Count(token => token.Embedding is not null));
    }

    [Theory]
    [InlineData("a cat")]
    [InlineData("a good cat")]
    [InlineData("a widely known cat, badly drawn, both")]
    public async Task What_is_not_named_or_fits_is_not_told_of(string prompt)
    {
        await using DiffusionPipeline pipeline = await OpenAsync();
        Assert.Empty(pipeline.ReadingOf(new GenerationRequest { Prompt = prompt }).Sentences());
    }

    [Theory]
    [InlineData("a1111", "a (Wide:1.2) cat")]
    [InlineData("comfyui", "a embedding:wide cat")]
    [InlineData("diffusers", "a wide cat")]
    [InlineData("chunks", "a wide cat")]
    public async Task One_for_another_text_encoder_is_told_with_both_widths(string weighting, string prompt)
    {
        await using DiffusionPipeline pipeline = await OpenAsync();
        GenerationRequest request = new()
        {
            Prompt = prompt,
            PromptWeighting = weighting,
            Steps = 1,
        };
        string told = Assert.Single((await pipeline.GenerateAsync(request))[0].Reading!.Sentences());
        Said.InOrder(
            "embedding ... wide ... 768 numbers, so it was made for SD 1, where ... reads 8; its name is read as text.",
            told
        );
    }

    [Fact]
    public async Task Pickles_are_told_and_each_reason_once()
    {
        await using DiffusionPipeline pipeline = await OpenAsync();
        GenerationRequest request = new() { Prompt = "a wide, bad, other, wide cat", NegativePrompt = "bad" };
        string[] told = [.. pipeline.ReadingOf(request).Sentences()];
        Assert.Equal(4, told.Length);
        Said.InOrder("'wide' ... 768", told[0]);
        Said.InOrder("'bad', which is a pickle (.pt) ... .safetensors; its name is read as text", told[1]);
        Said.InOrder("'other' ... 1024 ... SD 2", told[2]);
        Said.InOrder("negative prompt ... 'bad' ... pickle", told[3]);
    }
}
