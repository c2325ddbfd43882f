using System.Globalization;
using System.Text.Json;
using Hippogriff.Adapters;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Golden.Tests.Adapters;

/// <summary>LoRA files of every layout and kind: outputs, merged weights, numbers of tensors.</summary>
public class LoraGoldenTests
{
    private const double Outputs = 2e-5,
        Merged = 1e-6;

    public static TheoryData<string, string> Cases
    {
        get
        {
            TheoryData<string, string> data = [];
            foreach (string family in AdapterBase.Families)
            foreach (JsonElement one in Entries(family, "cases"))
                if (Files(one).All(file => GoldenFolder.Has("adapters", family, file)))
                    data.Add(family, one.Text("name"));
            return data;
        }
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void A_lora_gives_the_recorded_outputs_and_weights_at_every_strength(string family, string name)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        AdapterBase model = AdapterBase.Of(family);
        JsonElement one = Entries(family, "cases").Single(entry => entry.Text("name") == name);
        GoldenTensors expected = GoldenTensors.Of("adapters", family, one.Text("expect"));
        Lora[] loras = [.. Files(one).Select(model.Read)];
        Assert.Equal(
            (one.GetProperty("tensors_in_file").GetInt32(), one.GetProperty("tensors_used").GetInt32()),
            (loras.Sum(lora => lora.Fit!.Tensors), loras.Sum(lora => lora.Fit!.Used))
        );
        Assert.Equal(
            one.GetProperty("layers_changed").GetInt32(),
            loras.SelectMany(lora => lora.Changes).Select(change => change.Target).Distinct().Count()
        );
        double[] strengths = [.. one.GetProperty("strengths").EnumerateArray().Select(s => s.GetDouble())];
        Dictionary<string, Tensor> before = model.Copies();
        if (loras.Length > 1)
            Require(model, expected, "1.0", [.. loras.Zip(strengths)], name);
        else
            foreach (double strength in strengths)
                Require(model, expected, Text(strength), [(loras[0], strength)], name);
        foreach (Lora lora in loras)
            lora.Dispose();
        Assert.All(before, pair => Assert.True(pair.Value.eq(model.Weight(pair.Key)).all().ToBoolean(), pair.Key));
    }

    [Fact]
    public void Files_that_do_not_fit_are_refused_and_what_is_wrong_is_named()
    {
        foreach (string family in AdapterBase.Families)
        foreach (JsonElement one in Entries(family, "bad_files"))
        {
            AdapterBase model = AdapterBase.Of(family);
            string file = one.Text("file");
            if (!GoldenFolder.Has("adapters", family, file))
                continue;
            if (one.TryGetProperty("output_when_applied", out JsonElement applied))
            {
                RequireInPart(model, one, applied.GetString()!);
                continue;
            }
            string refusal = Assert.Throws<HippogriffException>(() => model.Read(file).Dispose()).Message;
            string[] offending = one.TryGetProperty("offending", out JsonElement list)
                ? [.. list.EnumerateArray().Select(name => name.GetString()!)]
                : [];
            if (offending.Length > 0)
                Assert.Contains(offending, name => refusal.Contains(name, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Loras_for_other_families_are_refused_by_name()
    {
        foreach (
            (string family, string title) in new[] { ("flux", "FLUX.1"), ("flux2", "FLUX.2"), ("zimage", "Z-Image") }
        )
        foreach (JsonElement one in Entries(family, "cases"))
        foreach (string name in AdapterBase.Families)
            if (Files(one) is [var file] && GoldenFolder.Has("adapters", family, file))
            {
                AdapterBase model = AdapterBase.Of(name);
                string refusal = Assert
                    .Throws<HippogriffException>(() => model.Read(Path.Combine("..", family, file)).Dispose())
                    .Message;
                // a change of q, k and v alone is the same in both generations
                string said = file.Contains("lokr", StringComparison.Ordinal) ? "FLUX" : title;
                Assert.Contains($"is a LoRA for {said}", refusal, StringComparison.Ordinal);
            }
    }

    [Theory]
    [InlineData("controlnet", "sd1/diffusion_pytorch_model.safetensors")]
    [InlineData("controlnet", "sd1_ldm_names.safetensors")]
    [InlineData("ip_adapter", "linear.safetensors")]
    [InlineData("t2i_adapter", "full/diffusion_pytorch_model.safetensors")]
    public void Other_additions_are_no_loras(string kind, string file)
    {
        foreach (string name in AdapterBase.Families)
            if (GoldenFolder.Has("adapters", kind, file))
            {
                AdapterBase model = AdapterBase.Of(name);
                string refusal = Assert
                    .Throws<HippogriffException>(() => model.Read(Path.Combine("..", kind, file)).Dispose())
                    .Message;
                Assert.Contains("is not a LoRA", refusal, StringComparison.Ordinal);
                Assert.Contains("it is ", refusal, StringComparison.Ordinal);
            }
    }

    private static void RequireInPart(AdapterBase model, JsonElement one, string expect)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        using Lora lora = model.Read(one.Text("file"));
        Assert.Equal(
            (one.GetProperty("tensors").GetInt32(), one.GetProperty("tensors_applied").GetInt32()),
            (lora.Fit!.Tensors, lora.Fit.Used)
        );
        string[] unknown = [.. one.GetProperty("unknown").EnumerateArray().Select(name => name.GetString()!)];
        Assert.Equal(unknown.Order(), lora.Fit.Unknown.Order());
        Assert.All(unknown.Take(4), name => Assert.Contains(name, lora.Fit.Warning("m"), StringComparison.Ordinal));
        Require(model, GoldenTensors.Of("adapters", model.Family, expect), "1.0", [(lora, 1)], one.Text("file"));
    }

    private static void Require(
        AdapterBase model,
        GoldenTensors expected,
        string strength,
        (Lora, double)[] loras,
        string name
    )
    {
        using LoraMerge merge = model.Merge(loras);
        string end = "@" + strength;
        string[] outputs = [.. expected.Names.Where(one => one.EndsWith(end, StringComparison.Ordinal))];
        string[] weights = [.. expected.Names.Where(one => one.StartsWith("merged" + end, StringComparison.Ordinal))];
        Assert.NotEmpty(outputs);
        foreach (string output in outputs)
            Compare(output, model.Output(output[..^end.Length]), Outputs);
        foreach (string weight in weights)
            Compare(weight, model.Weight(weight[("merged" + end + ":").Length..]), Merged);

        void Compare(string what, Tensor found, double tolerance)
        {
            Tensor recorded = expected[what].reshape(found.shape); // a 1x1 convolution may be linear here
            double off = recorded.Plus(found.negative()).abs().max().item<float>() / recorded.abs().max().item<float>();
            Assert.True(off <= tolerance, $"{name} {what}: off by {off:g3}, {tolerance:g3} is allowed");
        }
    }

    private static string Text(double strength) => strength.ToString("0.0##", CultureInfo.InvariantCulture);

    private static string[] Files(JsonElement one) =>
        one.TryGetProperty("file", out JsonElement file)
            ? file.ValueKind == JsonValueKind.Array
                ? [.. file.EnumerateArray().Select(name => name.GetString()!)]
                : [file.GetString()!]
            : [];

    private static IReadOnlyList<JsonElement> Entries(string family, string list) =>
        GoldenFolder.Entries(list, "adapters", family, "cases.json");
}
