using Hippogriff.Cli.Hosting;
using Hippogriff.Pipelines.Checkpoints;
using Hippogriff.Weights;

namespace Hippogriff.Tests.Cli;

/// <summary>Pictures of other programs from before 2023 name their model by a hash of eight digits.</summary>
public sealed class FormerHashTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_model_is_found_by_it_whatever_it_is_called_here()
    {
        byte[] bytes = new byte[0x200000];
        new Random(1).NextBytes(bytes);
        string file = _folder.In("renamed.safetensors");
        File.WriteAllBytes(file, bytes);
        string hash = FormerHash.Of(file)!;
        Assert.Equal(FormerHash.Digits, hash.Length);
        FolderModelSource models = new(further: () => [ModelFolder.At(file)]);
        WantedModel wanted = new("a.png", "gone", hash.ToUpperInvariant(), IsOurs: false, Program: null);
        Assert.Equal("renamed", RememberedModel.Find(wanted, models, _folder.Path).Model);
        Assert.Null(RememberedModel.Find(wanted with { Hash = "00000000" }, models, _folder.Path).Model);
    }

    [Fact]
    public void A_small_file_has_none()
    {
        File.WriteAllBytes(_folder.In("small.safetensors"), new byte[0x1fffff]);
        Assert.Null(FormerHash.Of(_folder.In("small.safetensors")));
    }
}
