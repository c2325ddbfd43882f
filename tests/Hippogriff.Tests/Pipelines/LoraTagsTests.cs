using System.Buffers.Binary;
using System.Security.Cryptography;
using Hippogriff.Pipelines;
using Hippogriff.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Pipelines;

public sealed class LoraTagsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a cat <lora:dog:0.8> on grass", "a cat on grass", "dog:0.8")]
    [InlineData("a <lora:dog:0.5><lora:dog:-0.2> cat", "a cat", "dog:0.3")]
    [InlineData("<lora:dog>a cat", "a cat", "dog:1")]
    [InlineData("a <lora:other:1> cat <lyco:dog:1>", "a <lora:other:1> cat <lyco:dog:1>", "")]
    [InlineData("a  <lora:dog:0.5:1> cat", "a  <lora:dog:0.5:1> cat", "")]
    public void Tags_that_are_taken_leave_the_prompt_and_their_weights_add_up(string prompt, string rest, string loras)
    {
        (string found, IReadOnlyList<LoraChoice> taken) = LoraTags.Take(
            prompt,
            (_, lora) => lora?.Name == "dog" ? lora : null
        );
        Assert.Equal(rest, found);
        Assert.Equal(
            loras,
            string.Join(", ", taken.Select(lora => FormattableString.Invariant($"{lora.Name}:{lora.Weight:0.##}")))
        );
    }

    [Fact]
    public void The_hash_of_other_programs_is_that_of_the_data_and_metadata_do_not_change_it()
    {
        LoraUse Written(string label)
        {
            using DisposeScope scope = NewDisposeScope();
            SafetensorsWriter.Write(
                _folder.In("l.safetensors"),
                new Dictionary<string, Tensor> { ["a"] = ones(3000) },
                metadata: new Dictionary<string, string> { ["ss_output_name"] = label }
            );
            return LoraUses.Of([new LoraChoice(_folder.In("l.safetensors"))])![0];
        }

        LoraUse first = Written("one"),
            second = Written("another name");
        byte[] bytes = File.ReadAllBytes(_folder.In("l.safetensors"));
        int begin = 8 + (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes[begin..]))[..12], second.DataHash);
        Assert.Equal(first.DataHash, second.DataHash);
        Assert.NotEqual(first.Hash, second.Hash);
        Assert.True(second.Has(second.DataHash!.ToUpperInvariant()));
        Assert.True(second.Has(Convert.ToHexStringLower(SHA256.HashData(bytes))));
        Assert.False(second.Has(first.Hash));
        Assert.False(second.Has(""));
    }

    [Fact]
    public void A_folder_of_peft_is_named_by_itself()
    {
        Directory.CreateDirectory(_folder.In("my-style"));
        using (DisposeScope scope = NewDisposeScope())
            SafetensorsWriter.Write(
                Path.Combine(_folder.In("my-style"), "adapter_model.safetensors"),
                new Dictionary<string, Tensor> { ["a"] = ones(3) }
            );
        Assert.Equal("my-style", LoraUses.Of([new LoraChoice(_folder.In("my-style"))])![0].Name);
        Directory.CreateDirectory(_folder.In("empty"));
        Assert.Contains(
            "is a folder",
            Assert.Throws<HippogriffException>(() => LoraUses.Of([new LoraChoice(_folder.In("empty"))])).Message,
            StringComparison.Ordinal
        );
    }
}
