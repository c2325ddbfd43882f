using Hippogriff.Conversion;
using Hippogriff.Tests.Support;
using Hippogriff.Weights;
using static TorchSharp.torch;

namespace Hippogriff.Golden.Tests.Checkpoints;

/// <summary>Small checkpoints that were recorded as a folder and as a single file, converted into each other.</summary>
public sealed class ConversionTests : IDisposable
{
    private static readonly string[] s_parts =
    [
        "unet/diffusion_pytorch_model.safetensors",
        "vae/diffusion_pytorch_model.safetensors",
        "text_encoder/model.safetensors",
    ];

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Families =>
        [.. new[] { "sd15", "sd21" }.Where(name => GoldenFolder.Has("layouts", "tiny", name, name + ".safetensors"))];

    public void Dispose() => _folder.Dispose();

    [Theory(SkipTestWithoutData = true), MemberData(nameof(Families))]
    public void A_single_file_becomes_the_recorded_folder(string family)
    {
        string recorded = GoldenFolder.At("layouts", "tiny", family);
        CheckpointConversion.Run(
            Path.Combine(recorded, family + ".safetensors"),
            _folder.In("made"),
            new ConversionRequest { Settings = recorded }
        );
        foreach (string part in s_parts)
            RequireSame(Path.Combine(recorded, part), _folder.In("made/" + part), Renamed);
    }

    [Theory(SkipTestWithoutData = true), MemberData(nameof(Families))]
    public void A_folder_becomes_a_single_file_and_back_with_equal_tensors(string family)
    {
        string recorded = GoldenFolder.At("layouts", "tiny", family),
            file = _folder.In("made.safetensors");
        CheckpointConversion.Run(recorded, file);
        RequireSame(file, Path.Combine(recorded, family + ".safetensors"), name => name);
        CheckpointConversion.Run(file, _folder.In("back"), new ConversionRequest { Settings = recorded });
        foreach (string part in s_parts)
            RequireSame(Path.Combine(recorded, part), _folder.In("back/" + part), Renamed);
    }

    [Theory(SkipTestWithoutData = true), MemberData(nameof(Families))]
    public void Another_type_is_the_rounded_number_and_integers_stay(string family)
    {
        string recorded = GoldenFolder.At("layouts", "tiny", family, family + ".safetensors"),
            wide = _folder.In("wide.safetensors");
        CheckpointConversion.Run(recorded, wide, new ConversionRequest { Type = ScalarType.Float32 });
        using SafetensorsFile before = SafetensorsFile.Open(recorded),
            after = SafetensorsFile.Open(wide);
        Assert.Equal(before.Metadata, after.Metadata);
        foreach (SafetensorsEntry entry in before.Entries)
        {
            ScalarType expected = entry.Type == ScalarType.Float16 ? ScalarType.Float32 : entry.Type;
            Assert.Equal(expected, after.ByName[entry.Name].Type);
            using Tensor one = before.Read(entry.Name, expected),
                other = after.Read(entry.Name);
            Assert.True(IsSame(one, other), entry.Name);
        }
    }

    [Fact]
    public void Other_kinds_are_refused_by_name_and_what_exists_is_left_alone()
    {
        if (!GoldenFolder.Has("layouts", "tiny", "sd15"))
            return;
        Directory.CreateDirectory(_folder.In("there"));
        Assert.Throws<HippogriffException>(() =>
            CheckpointConversion.Run(GoldenFolder.At("layouts", "tiny", "sd15"), _folder.In("there"))
        );
        string pickle = _folder.Write("model.ckpt", [0x80, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]);
        Assert.Contains(
            "pickle",
            Assert.Throws<HippogriffException>(() => CheckpointConversion.Run(pickle, _folder.In("new"))).Message,
            StringComparison.Ordinal
        );
        Assert.False(Path.Exists(_folder.In("new")));
    }

    /// <summary>Older names in recorded folders.</summary>
    private static string Renamed(string name) =>
        name.Contains(".attentions.0.", StringComparison.Ordinal)
        && !name.Contains("transformer_blocks", StringComparison.Ordinal)
            ? name.Replace(".query.", ".to_q.", StringComparison.Ordinal)
                .Replace(".key.", ".to_k.", StringComparison.Ordinal)
                .Replace(".value.", ".to_v.", StringComparison.Ordinal)
                .Replace(".proj_attn.", ".to_out.0.", StringComparison.Ordinal)
            : name;

    private static bool IsSame(Tensor one, Tensor other)
    {
        using Tensor same = one.eq(other).all();
        return same.item<bool>();
    }

    /// <summary>Requires each tensor of one file to be in another one, with the same shape and numbers.</summary>
    private static void RequireSame(string one, string other, Func<string, string> rename)
    {
        using SafetensorsFile first = SafetensorsFile.Open(one),
            second = SafetensorsFile.Open(other);
        List<string> wrong = [];
        foreach (SafetensorsEntry entry in first.Entries)
        {
            string name = rename(entry.Name);
            if (!second.ByName.TryGetValue(name, out SafetensorsEntry? there))
            {
                if (!entry.Name.EndsWith("position_ids", StringComparison.Ordinal))
                    wrong.Add($"{name} is missing");
                continue;
            }
            using Tensor left = first.Read(entry.Name),
                right = second.Read(name);
            if (!there.Shape.SequenceEqual(entry.Shape) || !IsSame(left, right))
                wrong.Add($"{name} [{string.Join(',', entry.Shape)}] is [{string.Join(',', there.Shape)}]");
        }
        Assert.Empty(wrong);
    }
}
