using System.Buffers.Binary;
using System.Text;
using Hippogriff.Weights;
using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Weights;

public sealed partial class SafetensorsFileTests
{
    [Theory]
    [InlineData(
        """{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"a":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}""",
        "names the tensor 'a' twice"
    )]
    [InlineData(
        """{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"\u0061":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}""",
        "names the tensor 'a' twice"
    )]
    [InlineData("""{"a":{"dtype":"U8","dtype":"I8","shape":[4],"data_offsets":[0,4]}}""", "'dtype' twice")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4]}}""", "lacks")]
    [InlineData("""{"a":{}}""", "lacks")]
    [InlineData("""{"a":{"dtype":7,"shape":[4],"data_offsets":[0,4]}}""", "does not know")]
    public void Doubled_and_missing_entries_are_refused(string header, string said) =>
        Assert.Contains(said, Refused(header, new byte[4]));

    [Fact]
    public void A_name_of_absurd_length_is_refused_and_not_repeated()
    {
        Assert.Contains(
            "more than 1024 characters",
            Refused(
                $$$"""{"{{{new string('x', 1025)}}}":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}""",
                new byte[4]
            )
        );
        Assert.Contains(
            "more than 1024 characters",
            Refused(
                $$$"""{"{{{new string('x', 1_000_000)}}}":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}""",
                new byte[4]
            )
        );
    }

    [Fact]
    public void A_file_that_is_cut_after_it_was_opened_is_noticed()
    {
        using SafetensorsFile file = Open("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}""", 1, 2, 3, 4);
        using (FileStream cut = new(_folder.In("x.safetensors"), FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
            cut.SetLength(cut.Length - 2);
        Assert.Contains("became shorter", Assert.Throws<HippogriffException>(() => file.Read("a")).Message);
    }

    [Fact]
    public void Flipped_bytes_end_in_a_sentence_or_in_tensors()
    {
        using Tensor a = arange(Held(0), Held(12), Held(1), dtype: float32).reshape(3, 4),
            b = ones(5, dtype: float16);
        string path = _folder.In("good.safetensors");
        SafetensorsWriter.Write(
            path,
            new Dictionary<string, Tensor> { ["layer.weight"] = a, ["layer.bias"] = b },
            metadata: new Dictionary<string, string> { ["made by"] = "a test" }
        );
        byte[] good = File.ReadAllBytes(path);
        Random random = new(20240229);
        int refused = 0;
        for (int round = 0; round < 1500; round++)
        {
            byte[] bad = [.. good];
            for (int flips = random.Next(1, 4); flips > 0; flips--)
                bad[random.Next(round % 3 == 0 ? 16 : good.Length - 58)] = (byte)random.Next(256);
            if (round % 5 == 0)
                bad = bad[..random.Next(bad.Length)];
            File.WriteAllBytes(path, bad);
            try
            {
                using SafetensorsFile file = SafetensorsFile.Open(path);
                foreach (SafetensorsEntry entry in file.Entries)
                    file.Read(entry.Name, ScalarType.Float32).Dispose();
            }
            catch (HippogriffException)
            {
                refused++;
            }
        }
        Assert.InRange(refused, 700, 1500);
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"shape":[4],"data_offsets":[0,4]}}""", "'shape' twice")]
    [InlineData("""{"a":{"dtype":"U8","shape":[],"shape":[4],"data_offsets":[0,4]}}""", "'shape' twice")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[],"data_offsets":[0,4]}}""", "'data_offsets' twice")]
    [InlineData("""{"a":{"shape":[4],"data_offsets":[0,4]}}""", "lacks")]
    [InlineData("""{"a":{"dtype":"U8","data_offsets":[0,4]}}""", "lacks")]
    [InlineData("""{"__metadata__":{"a":"b"},"__metadata__":{"c":"d"}}""", "metadata twice")]
    [InlineData("""{"a":{"dtype":"F8_E8M0","shape":[4],"data_offsets":[0,4]}}""", "converted to F16 first")]
    [InlineData("""{"a":{"dtype":"F8_E4M3","shape":[2],"data_offsets":[0,4]}}""", "has 4 bytes")]
    [InlineData("""{"a":{"dtype":"F4","shape":[4],"data_offsets":[0,4]}}""", "converted to F16 first")]
    [InlineData("""{"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]}}""", "1 byte behind the last tensor belongs")]
    [InlineData("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}""", "2 bytes behind the last tensor belong t")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[3,4]}}""", "hole of 3 bytes before the tensor 'a'")]
    public void What_is_wrong_with_a_header_is_said_by_name(string header, string said) =>
        Assert.Contains(said, Refused(header, new byte[4]));

    /// <summary>As the reference implementation does.</summary>
    [Theory]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4],"more":{"x":[1]}}}""")]
    [InlineData("""{"__metadata__":null,"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}""")]
    public void Further_entries_and_metadata_of_nothing_are_passed_over(string header)
    {
        using SafetensorsFile file = Open(header, 1, 2, 3, 4);
        Assert.Equal([4L], file.ByName["a"].Shape);
    }

    [Fact]
    public void Names_and_shapes_may_be_as_long_as_the_format_allows()
    {
        string name = new('x', 1024),
            shape = string.Join(',', Enumerable.Repeat(1, 15).Append(4));
        using SafetensorsFile file = Open(
            $$$"""{"{{{name}}}":{"dtype":"U8","shape":[{{{shape}}}],"data_offsets":[0,4]}}""",
            1,
            2,
            3,
            4
        );
        SafetensorsEntry entry = file.ByName[name];
        Assert.Equal((16, 4L, 4L), (entry.Shape.Count, entry.Count, entry.Bytes));
        string escaped = string.Concat(Enumerable.Repeat("\\u0061", 1024)); // six bytes a character
        using SafetensorsFile same = Open($$$"""{"{{{escaped}}}":{"dtype":"U8","shape":[],"data_offsets":[0,1]}}""", 1);
        Assert.Equal(new string('a', 1024), Assert.Single(same.Entries).Name);
    }

    [Fact]
    public void Tensors_without_data_lie_before_those_that_begin_at_the_same_place_and_by_name()
    {
        using SafetensorsFile file = Open(
            """
            {"z":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},
            "b":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},
            "a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}
            """,
            7
        );
        Assert.Equal(["a", "b", "z"], file.Entries.Select(entry => entry.Name));
    }

    [Fact]
    public void The_smallest_file_of_all_holds_nothing()
    {
        using SafetensorsFile file = Open("{}");
        Assert.Empty(file.Entries);
        Assert.Empty(file.Metadata);
        Assert.Contains("has only", Refused(Bytes([], [], announced: 1)));
    }
}
