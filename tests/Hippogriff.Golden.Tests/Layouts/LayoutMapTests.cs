using System.Text.Json;
using Hippogriff.Kinds;
using Hippogriff.Models;
using Hippogriff.Models.KlVae;
using Hippogriff.Models.TinyVae;
using Hippogriff.Models.UNet2D;
using Hippogriff.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Golden.Tests.Layouts;

public class LayoutMapTests
{
    private static readonly string[] s_unets = ["convert_ldm_unet_checkpoint"],
        s_vaes = ["convert_ldm_vae_checkpoint"];

    /// <summary>Lists with a U-Net that this version builds.</summary>
    public static TheoryData<string> UNets =>
        [.. ListedWeights.All.Keys.Where(list => KindIn(list, FileRole.Denoiser) is { } id && IsUNet(id))];

    public static TheoryData<string> Vaes =>
        [.. ListedWeights.All.Keys.Where(list => KindIn(list, FileRole.Vae) is "vae-4ch" or "vae-x4" or "vae-16ch")];

    public static TheoryData<string> TinyVaes =>
        [
            .. ListedWeights.All.Keys.Where(list =>
                KindIn(list, FileRole.Vae) is "taesd-4ch" or "taesd-16ch"
                && !list.EndsWith(".original", StringComparison.Ordinal)
            ),
        ];

    public static TheoryData<string> UNetMaps => MapsOf(s_unets);

    public static TheoryData<string> VaeMaps => MapsOf(s_vaes);

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(UNets))]
    public void A_U_Net_built_from_a_full_size_header_takes_exactly_the_weights_of_that_header(string list)
    {
        ListedWeights file = new(list);
        WeightShapes shapes = ShapesOf(file, FileRole.Denoiser);
        ConditionalUNetConfig config = ConditionalUNetShapes.Read(shapes);
        config.CheckSizes(new ConfigCheck(list));
        using ConditionalUNet network = FreshModule.OnMeta(() => new ConditionalUNet(config));
        RequireFits(network, file, ConditionalUNetShapes.MapOf(shapes, config), shapes.Prefix);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Vaes))]
    public void An_autoencoder_built_from_a_full_size_header_takes_exactly_the_weights_of_that_header(string list)
    {
        ListedWeights file = new(list);
        WeightShapes shapes = ShapesOf(file, FileRole.Vae);
        KlAutoencoderConfig config = KlAutoencoderKeys.Read(shapes);
        config.Check(new ConfigCheck(list));
        using KlAutoencoder network = FreshModule.OnMeta(() => new KlAutoencoder(config));
        RequireFits(network, file, KlAutoencoderKeys.MapOf(shapes, config), shapes.Prefix);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(TinyVaes))]
    public void A_tiny_autoencoder_built_from_a_header_takes_exactly_the_weights_of_that_header(string list)
    {
        ListedWeights file = new(list);
        WeightShapes shapes = new(file.ByName);
        TinyAutoencoderConfig config = TinyAutoencoderKeys.Read(shapes);
        config.Check(new ConfigCheck(list));
        using TinyAutoencoder network = FreshModule.OnMeta(() => new TinyAutoencoder(config));
        RequireFits(network, file, TinyAutoencoderKeys.MapOf(shapes), "");
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(UNetMaps))]
    public void Every_weight_of_a_U_Net_comes_from_where_the_library_takes_it(string list)
    {
        WeightShapes shapes = ShapesOf(new ListedWeights(list), FileRole.Denoiser);
        ConditionalUNetConfig config = ConditionalUNetShapes.Read(shapes);
        RequireMap(list, s_unets, ConditionalUNetShapes.MapOf(shapes, config).Prefix(shapes.Prefix));
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(VaeMaps))]
    public void Every_weight_of_an_autoencoder_comes_from_where_the_library_takes_it(string list)
    {
        WeightShapes shapes = ShapesOf(new ListedWeights(list), FileRole.Vae);
        KlAutoencoderConfig config = KlAutoencoderKeys.Read(shapes);
        RequireMap(list, s_vaes, KlAutoencoderKeys.MapOf(shapes, config).Prefix(shapes.Prefix));
    }

    private static void RequireFits(nn.Module network, IWeightSource file, WeightMap map, string prefix)
    {
        WeightMap whole = map.Prefix(prefix);
        if (prefix.Length > 0)
            whole = whole.Leave($"^(?!{System.Text.RegularExpressions.Regex.Escape(prefix)})");
        WeightCheck.Require(file, whole, [.. WeightTarget.Of(network, whole, file)]);
    }

    private static void RequireMap(string list, string[] converters, WeightMap map)
    {
        int count = 0;
        foreach (JsonElement component in Components(list).Where(one => converters.Contains(Converter(one))))
        foreach (JsonProperty tensor in component.GetProperty("tensors").EnumerateObject())
        {
            string[] source = [.. map.ExpressionOf(tensor.Name).Resolve(_ => true).Sources];
            Assert.Equal([tensor.Value[1].GetString()!], source);
            count++;
        }
        Assert.NotEqual(0, count);
    }

    private static WeightShapes ShapesOf(ListedWeights file, FileRole role) =>
        new(file.ByName, FileKinds.Find(file.ByName).Single(found => found.Kind.Role == role).Prefix);

    private static TheoryData<string> MapsOf(string[] converters) =>
        GoldenFolder.Has("layouts", "maps")
            ?
            [
                .. Directory
                    .GetFiles(GoldenFolder.At("layouts", "maps"), "*.map.json.gz")
                    .Select(path => Path.GetFileName(path)[..^".map.json.gz".Length])
                    .Where(ListedWeights.All.ContainsKey)
                    .Where(list => Components(list).Any(one => converters.Contains(Converter(one))))
                    .Order(),
            ]
            : [];

    private static IEnumerable<JsonElement> Components(string list) =>
        ListedWeights
            .Unpacked("maps", $"{list}.map.json.gz")
            .GetProperty("components")
            .EnumerateObject()
            .Select(component => component.Value);

    private static string? Converter(JsonElement component) => component.GetProperty("converter").GetString();

    private static string? KindIn(string list, FileRole role)
    {
        JsonElement expect = ListedWeights.All[list].GetProperty("expect");
        JsonElement kind = expect.GetProperty(role == FileRole.Denoiser ? "denoiser" : "vae");
        return kind.ValueKind == JsonValueKind.String ? kind.GetString() : null;
    }

    private static bool IsUNet(string id) => id != "kolors" && UNetKinds.All.Any(kind => kind.Id == id);
}
