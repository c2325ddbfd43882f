using Hippogriff.Studio.Setup;

namespace Hippogriff.Tests.Studio;

public sealed class ApiKeysTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_key_opens_by_its_name_and_stands_nowhere()
    {
        ApiKeys keys = new(_folder.In("keys.json"));
        Assert.True(keys.IsEmpty);
        string first = keys.Add("laptop", DateTimeOffset.UnixEpoch), second = keys.Add("phone", DateTimeOffset.UnixEpoch);
        Assert.Equal(("laptop", "phone"), (keys.NameOf(first), keys.NameOf(second)));
        Assert.True(first.Length >= 43);
        Assert.DoesNotContain(first[4..], File.ReadAllText(_folder.In("keys.json")), StringComparison.Ordinal);
        foreach (string? wrong in new[] { null, "", first + "x", first[..^1], first.ToUpperInvariant(), new string('x', 100_000) }) Assert.Null(keys.NameOf(wrong));
    }

    [Fact]
    public void A_key_taken_out_of_the_file_opens_nothing_any_more()
    {
        ApiKeys server = new(_folder.In("keys.json"));
        string key = new ApiKeys(_folder.In("keys.json")).Add("laptop", DateTimeOffset.UnixEpoch); // by another process
        Assert.Equal("laptop", server.NameOf(key));
        File.WriteAllText(_folder.In("keys.json"), "{\"keys\":[]}");
        File.SetLastWriteTimeUtc(_folder.In("keys.json"), DateTime.UnixEpoch);
        Assert.Null(server.NameOf(key));
        Assert.False(server.Has("laptop"));
        Assert.True(server.WereThere);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("../x")]
    [InlineData("laptop")]
    public void Names_that_are_none_or_taken_are_refused(string name)
    {
        ApiKeys keys = new(_folder.In("keys.json"));
        keys.Add("laptop", DateTimeOffset.UnixEpoch);
        Assert.Throws<HippogriffException>(() => keys.Add(name, DateTimeOffset.UnixEpoch));
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("null")]
    [InlineData("{\"keys\":[null]}")]
    [InlineData("{\"keys\":null}")]
    [InlineData("{\"keys\":[{\"name\":\"x\"}]}")]
    [InlineData("{\"keys\":[{\"name\":null,\"hash\":null}]}")]
    [InlineData("{\"keys\":[{\"name\":\"\\ud800\",\"hash\":\"x\"}]}")]
    [InlineData("{\"keys\":[{\"name\":\"x\",\"hash\":\"short\",\"created\":\"2026-01-01T00:00:00Z\"}]}")]
    public void A_file_that_is_none_of_ours_gets_a_sentence(string text)
    {
        _folder.Write("keys.json", text);
        Assert.Contains("keys.json", Assert.Throws<HippogriffException>(() => new ApiKeys(_folder.In("keys.json")).NameOf("x")).Message, StringComparison.Ordinal);
    }
}
