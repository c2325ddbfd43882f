using System.Text.Json;
using Hippogriff.Kinds;
using Hippogriff.Models.KlVae;
using Hippogriff.Models.UNet2D;
using Hippogriff.Pipelines.Checkpoints;
using Hippogriff.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Golden.Tests.Checkpoints;

/// <summary>Small checkpoints with the same content as a folder and as a single file.</summary>
public class TinyCheckpointTests
{
    public static TheoryData<string> UNets => With("UNet2DConditionModel");

    public static TheoryData<string> Vaes => With("AutoencoderKL");

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(UNets))]
    public void A_U_Net_is_the_same_from_a_folder_and_from_a_single_file(string family) =>
        RequireSame(
            family,
            "UNet2DConditionModel",
            PublicParts.UNetOf,
            (path, tensors, found, config) => PublicParts.UNetOf(path, tensors, found, (ConditionalUNetConfig)config)
        );

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Vaes))]
    public void An_autoencoder_is_the_same_from_a_folder_and_from_a_single_file(string family) =>
        RequireSame(
            family,
            "AutoencoderKL",
            folder => PublicParts.VaeOf(folder),
            (path, tensors, found, config) => PublicParts.VaeOf(path, tensors, found, (KlAutoencoderConfig)config)
        );

    private static void RequireSame(
        string family,
        string kind,
        Func<ModelFolder, PublicPart> ofFolder,
        Func<string, IReadOnlyDictionary<string, SafetensorsEntry>, FoundKind, object, PublicPart> ofFile
    )
    {
        using DisposeScope scope = NewDisposeScope();
        JsonElement entry = GoldenFolder.Json("layouts", "tiny", "index.json").GetProperty(family);
        PublicPart folder = ofFolder(new ModelFolder(family, GoldenFolder.At("layouts", "tiny", family)));
        string path = GoldenFolder.At("layouts", "tiny", family, entry.GetProperty("single").GetString()!);
        using SafetensorsFile file = SafetensorsFile.Open(path);
        JsonElement part = entry
            .GetProperty("parts")
            .EnumerateObject()
            .Select(one => one.Value)
            .First(one => Is(one, kind));
        FoundKind found = new(
            FileKinds.ById(part.GetProperty("kind").GetString()!)!,
            part.GetProperty("prefix").GetString()!
        );
        // Groups and heads are not in the shapes of such small networks.
        using nn.Module single = LoadedPart.Of<nn.Module>(ofFile(path, file.ByName, found, folder.Config));
        using nn.Module whole = LoadedPart.Of<nn.Module>(folder);
        Dictionary<string, Tensor> expected = whole.state_dict(),
            other = single.state_dict();
        Assert.Equal(expected.Keys.Order(), other.Keys.Order());
        Assert.All(expected, pair => Assert.True(pair.Value.eq(other[pair.Key]).all().ToBoolean(), pair.Key));
    }

    private static TheoryData<string> With(string kind) =>
        GoldenFolder.Has("layouts", "tiny", "index.json")
            ?
            [
                .. GoldenFolder
                    .Json("layouts", "tiny", "index.json")
                    .EnumerateObject()
                    .Where(family =>
                        family.Value.TryGetProperty("parts", out JsonElement parts)
                        && GoldenFolder.Has("layouts", "tiny", family.Name)
                        && parts.EnumerateObject().Any(part => Is(part.Value, kind))
                    )
                    .Select(family => family.Name),
            ]
            : [];

    private static bool Is(JsonElement part, string kind) =>
        part.TryGetProperty("class", out JsonElement name)
        && name.GetString() == kind
        && part.TryGetProperty("prefix", out _);
}
