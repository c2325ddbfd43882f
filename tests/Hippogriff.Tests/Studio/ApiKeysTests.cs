using Hippogriff.Studio.Access;

namespace Hippogriff.Tests.Studio;

public sealed class ApiKeysTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folder_in_the_place_of_the_keys_lets_nobody_in()
    {
        Directory.CreateDirectory(_folder.In("keys.json"));
        ApiKeys keys = new(_folder.In("keys.json"));
        Assert.Contains(
            "is a folder",
            Assert.ThrowsAny<HippogriffException>(() => keys.RequireKeysWhereWanted(wanted: false)).Message,
            StringComparison.Ordinal
        );
        Assert.ThrowsAny<HippogriffException>(() => keys.Find("anything"));
        Assert.ThrowsAny<HippogriffException>(() => keys.Find("anything")); // the second time as well
    }

    [Fact]
    public void A_key_opens_by_its_name_and_stands_nowhere()
    {
        ApiKeys keys = new(_folder.In("keys.json"));
        Assert.True(keys.IsEmpty);
        string first = keys.Add("laptop", DateTimeOffset.UnixEpoch),
            second = keys.Add("phone", DateTimeOffset.UnixEpoch);
        Assert.Equal(("laptop", "phone"), (keys.Find(first)?.Name, keys.Find(second)?.Name));
        Assert.True(first.Length >= 43);
        Assert.DoesNotContain(first[4..], File.ReadAllText(_folder.In("keys.json")), StringComparison.Ordinal);
        foreach (
            string? wrong in new[]
            {
                null,
                "",
                first + "x",
                first[..^1],
                first.ToUpperInvariant(),
                new string('x', 100_000),
            }
        )
            Assert.Null(keys.Find(wrong));
    }

    [Fact]
    public void Keys_of_earlier_versions_are_of_admins_and_odd_rights_let_nobody_in()
    {
        ApiKeys keys = new(_folder.In("keys.json"));
        string key = keys.Add("laptop", DateTimeOffset.UnixEpoch),
            file = _folder.In("keys.json"),
            text = File.ReadAllText(file);
        File.WriteAllText(file, text.Replace("\"role\": \"admin\",", "", StringComparison.Ordinal));
        Assert.Equal(KeyRole.Admin, keys.RightsOf("laptop")!.Role);
        foreach (string odd in (string[])["\"king\"", "1", "null", "\"\""])
        {
            File.WriteAllText(file, text.Replace("\"admin\"", odd, StringComparison.Ordinal));
            Assert.Throws<ApiKeysException>(() => new ApiKeys(file).Find(key));
        }
        File.WriteAllText(file, text.Replace("\"weight\": 1", "\"weight\": 99", StringComparison.Ordinal));
        Assert.Throws<ApiKeysException>(() => new ApiKeys(file).Find(key));
    }

    [Fact]
    public void A_key_taken_out_of_the_file_opens_nothing_any_more()
    {
        ApiKeys server = new(_folder.In("keys.json"));
        string key = new ApiKeys(_folder.In("keys.json")).Add("laptop", DateTimeOffset.UnixEpoch); // by another process
        KnownKey known = server.Find(key)!;
        Assert.Equal("laptop", known.Name);
        Assert.True(server.Has("laptop", known.Print));
        File.WriteAllText(_folder.In("keys.json"), "{\"keys\":[]}");
        File.SetLastWriteTimeUtc(_folder.In("keys.json"), DateTime.UnixEpoch);
        Assert.Null(server.Find(key));
        Assert.False(server.Has("laptop", known.Print));
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

    [Fact]
    public void A_new_key_of_an_old_name_is_another_key()
    {
        string file = _folder.In("keys.json");
        ApiKeys server = new(file);
        KnownKey stolen = server.Find(server.Add("laptop", DateTimeOffset.UnixEpoch))!;
        File.Delete(file);
        KnownKey anew = server.Find(new ApiKeys(file).Add("laptop", DateTimeOffset.UnixEpoch))!;
        Assert.Equal((false, true), (server.Has("laptop", stolen.Print), server.Has("laptop", anew.Print)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("{\"keys\":[]}")]
    [InlineData("{\"keys\":null}")]
    [InlineData("null")]
    [InlineData("")]
    public void A_file_of_keys_that_was_named_and_has_none_is_refused(string? text)
    {
        if (text is not null)
            _folder.Write("keys.json", text);
        HippogriffException refused = Assert.ThrowsAny<HippogriffException>(() =>
            new ApiKeys(_folder.In("keys.json")).RequireKeysWhereWanted(wanted: true)
        );
        Assert.Contains("keys.json", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_file_nobody_wants_keys_and_an_emptied_one_is_refused_at_the_next_start()
    {
        new ApiKeys(_folder.In("keys.json")).RequireKeysWhereWanted(wanted: false);
        _folder.Write("keys.json", "{\"keys\":[]}");
        Assert.Contains(
            "remove the file",
            Assert
                .Throws<HippogriffException>(() =>
                    new ApiKeys(_folder.In("keys.json")).RequireKeysWhereWanted(wanted: false)
                )
                .Message,
            StringComparison.Ordinal
        );
        File.Delete(_folder.In("keys.json"));
        ApiKeys keys = new(_folder.In("keys.json"));
        keys.Add("laptop", DateTimeOffset.UnixEpoch);
        keys.RequireKeysWhereWanted(wanted: true);
    }

    [Theory]
    [InlineData("a\r\nadmin")]
    [InlineData("a\n")]
    [InlineData("\"},{\"name\":\"admin")]
    [InlineData("a\u0000")]
    public void A_name_cannot_write_another_line_into_the_file(string name)
    {
        ApiKeys keys = new(_folder.In("keys.json"));
        Assert.Throws<HippogriffException>(() => keys.Add(name, DateTimeOffset.UnixEpoch));
        Assert.False(File.Exists(_folder.In("keys.json")));
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("null")]
    [InlineData("{\"keys\":[null]}")]
    [InlineData("{\"keys\":null}")]
    [InlineData("{\"keys\":[{\"name\":\"x\"}]}")]
    [InlineData("{\"keys\":[{\"name\":null,\"hash\":null}]}")]
    [InlineData("{\"keys\":[{\"name\":\"\\ud800\",\"hash\":\"x\"}]}")]
    [InlineData("{\"keys\":[{}]}")]
    [InlineData("{\"keys\":{}}")]
    [InlineData("{\"keys\":[{\"name\":\"x\",\"hash\":\"short\",\"created\":\"2026-01-01T00:00:00Z\"}]}")]
    public void A_file_that_is_none_of_ours_gets_a_sentence(string text)
    {
        _folder.Write("keys.json", text);
        Assert.Contains(
            "keys.json",
            Assert.Throws<ApiKeysException>(() => new ApiKeys(_folder.In("keys.json")).Find("x")).Message,
            StringComparison.Ordinal
        );
    }
}
