using System.Text.Json;
using Hippogriff.Models;
using Hippogriff.Models.UNet;
using Hippogriff.Pipelines;

namespace Hippogriff.Tests.Models;

public class DenoiserConfigTests
{
    private const string Sizes = """{ "channels": 8, "stem": 1, "widths": [16, 32], "text_width": 24, "depth": 6 }""";

    private static DenoiserConfig Read(string json) =>
        JsonSerializer.Deserialize<DenoiserConfig>(json, ModelIndex.Json)!;

    [Theory]
    [MemberData(nameof(TinyNetworks.Names), MemberType = typeof(TinyNetworks))]
    public void Every_design_comes_back_from_its_file(string name)
    {
        DenoiserConfig config = TinyNetworks.Config(name);
        string json = JsonSerializer.Serialize(config, ModelIndex.Json);
        DenoiserConfig again = Read(json);
        Assert.Equal(json, JsonSerializer.Serialize(again, ModelIndex.Json));
        Assert.Equal((config.GetType(), config.Numbers()), (again.GetType(), again.Numbers()));
        using DenoiserNetwork network = config.Build();
        Assert.Equal(network.SizeMultiple, config.SizeMultiple());
        Assert.Equal(network is IHasBottleneck, config.HasBottleneck());
    }

    [Fact]
    public void Files_that_name_the_other_designs_as_null_are_read_as_before()
    {
        UNetConfig config = Assert.IsType<UNetConfig>(
            Read($$"""{ "transformer": null, "u_net": {{Sizes}}, "hourglass": null }""")
        );
        Assert.Equal((8, 6, 2), (config.Channels, config.Depth, config.Blocks));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{ "u_net": null }""")]
    [InlineData("""{ "u_net": SIZES, "transformer": { "channels": 3, "patch": 2, "text_width": 8 } }""")]
    public void None_or_several_designs_are_refused_by_the_files_name(string json)
    {
        DenoiserConfig config = Read(json.Replace("SIZES", Sizes));
        HippogriffException error = Assert.Throws<HippogriffException>(() =>
            config.Check(new ConfigCheck("'a.json'"), 3, 8)
        );
        Assert.Contains("'a.json'", error.Message);
        foreach (string design in new[] { "transformer", "u_net", "hourglass" })
            Assert.Contains(design, error.Message); // another test may have registered one more
        Assert.Throws<HippogriffException>(config.Build);
    }

    [Theory]
    [InlineData("""{ "unet": SIZES }""", "unet")]
    [InlineData("""{ "u_net": { "channels": 8, "sise": 3 } }""", "sise")]
    [InlineData("""{ "u_net": SIZES, "u_net": SIZES }""", "u_net")]
    public void A_name_that_is_unknown_or_stands_twice_is_told(string json, string name) =>
        Assert.Contains(name, Assert.Throws<JsonException>(() => Read(json.Replace("SIZES", Sizes))).Message);

    [Fact]
    public void A_value_of_the_wrong_kind_is_told_with_its_place() =>
        Assert.Equal(
            "$.u_net.depth",
            Assert.Throws<JsonException>(() => Read("""{ "u_net": { "depth": "deep" } }""")).Path
        );

    [Fact]
    public void A_design_of_ones_own_is_one_entry()
    {
        DenoiserDesigns.Register<OwnConfig>("own_design_of_a_test");
        OwnConfig own = Assert.IsType<OwnConfig>(Read("""{ "own_design_of_a_test": { "blocks": 3 } }"""));
        Assert.Equal(3, own.Blocks);
        Assert.Throws<ArgumentException>(() => DenoiserDesigns.Register<OwnConfig>("u_net"));
    }

    private sealed record OwnConfig(int Blocks) : DenoiserConfig
    {
        public override DenoiserNetwork Build() => throw new NotSupportedException();

        public override int SizeMultiple() => 8;

        public override string DisplayName() => "own";

        public override void Check(ConfigCheck check, int channels, int textWidth) =>
            check.Between("blocks", Blocks, 1, 9);
    }
}
