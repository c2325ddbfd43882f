using System.Text.Json;
using Hippogriff.Studio.Access;

namespace Hippogriff.Tests.Cli;

public sealed class KeysCommandTests : IDisposable
{
    private readonly CommandRun _run = new();

    public void Dispose() => _run.Dispose();

    private string Studio => _run.PathTo("studio");

    private ApiKeys Keys => new(Path.Combine(Studio, "keys.json"));

    private Task<int> RunAsync(params string[] words) =>
        _run.RunAsync(["studio", "keys", .. words, "--studio", Studio]);

    [Fact]
    public async Task A_key_is_made_changed_listed_and_taken_away()
    {
        Assert.Equal(0, await RunAsync("add", "ada", "--role", "user", "--pictures-a-day", "50", "--weight", "2"));
        string key = _run.Output.Trim();
        Assert.Equal("ada", Keys.Find(key)?.Name);
        Assert.Equal(new KeyRights(KeyRole.User, 50, 2), Keys.RightsOf("ada"));
        Assert.Equal(0, await RunAsync("set", "ada", "--pictures-a-day", "any"));
        Assert.Equal(new KeyRights(KeyRole.User, null, 2), Keys.RightsOf("ada"));
        Assert.Equal(0, await RunAsync("list", "--json"));
        JsonElement listed = JsonDocument.Parse(_run.Output).RootElement[0];
        Assert.Equal(
            ("ada", "user", 2.0),
            (
                listed.GetProperty("name").GetString(),
                listed.GetProperty("role").GetString(),
                listed.GetProperty("weight").GetDouble()
            )
        );
        Assert.Equal(0, await RunAsync("remove", "ada"));
        Assert.Null(Keys.Find(key));
        Assert.Equal(0, await RunAsync("list"));
        Assert.Contains("no keys", _run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("set nobody --role user", "no key 'nobody'")]
    [InlineData("remove nobody", "no key 'nobody'")]
    [InlineData("add a/b", "1 to 40 letters")]
    [InlineData("add ada --role king", "king")]
    [InlineData("add ada --pictures-a-day many", "--pictures-a-day")]
    [InlineData("add ada --pictures-a-day -1", "--pictures-a-day")]
    [InlineData("add ada --weight 0", "--weight")]
    public async Task What_is_wrong_is_said_in_a_sentence(string words, string named)
    {
        Assert.Equal(2, await RunAsync(words.Split(' ')));
        Assert.Contains(named, _run.Error, StringComparison.Ordinal);
        Assert.Single(_run.Error.Trim().Split('\n'));
    }
}
