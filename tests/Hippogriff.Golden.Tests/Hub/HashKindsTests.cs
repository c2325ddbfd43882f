using System.Text;
using System.Text.Json;
using Hippogriff.Pipelines;
using Hippogriff.Weights;

namespace Hippogriff.Golden.Tests.Hub;

/// <summary>
/// Hashes by which other programs and their sites name a file. The checksum CRC32 is not among them: nothing here looks
/// a file up by it.
/// </summary>
public sealed class HashKindsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_has_the_hashes_that_other_programs_show()
    {
        foreach (JsonElement one in GoldenFolder.Entries("cases", "hub", "hash_kinds.json"))
        {
            string path = _folder.In("file.safetensors");
            File.WriteAllBytes(path, BytesOf(one));
            LoraHashes hashes = LoraHashes.Of(path, 1 << 30);
            Assert.Equal(one.Text("AutoV2"), hashes.File.ToUpperInvariant());
            Assert.Equal(one.Text("AutoV2"), ModelFolder.HashOf([path]).ToUpperInvariant());
            Assert.Equal(one.GetProperty("AutoV1").GetString(), FormerHash.Of(path)?.ToUpperInvariant());
            if (one.TryGetProperty("AutoV3_short", out JsonElement data))
                Assert.Equal(data.GetString(), hashes.Data.ToUpperInvariant());
        }
    }

    private static byte[] BytesOf(JsonElement one) =>
        one.TryGetProperty("hex", out JsonElement hex) ? Convert.FromHexString(hex.GetString()!)
        : one.TryGetProperty("text", out JsonElement text) ? Encoding.UTF8.GetBytes(text.GetString()!)
        : StubFile.Stream(one.Text("stream"), one.GetProperty("size").GetInt32());
}
