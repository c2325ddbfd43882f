using System.Text.Json;
using Hippogriff.Cli.Hosting;

namespace Hippogriff.Tests.Cli;

/// <summary>The models that are shipped, of all kinds.</summary>
public sealed class InstalledModelsTests : IDisposable
{
    private readonly CommandRun _run = new();

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData("first", "pictures")]
    [InlineData("story", "story")]
    [InlineData("judge", "judge")]
    [InlineData("meanings", "meanings")]
    public async Task Models_of_each_kind_are_listed_and_shown(string name, string kind)
    {
        Assert.Equal(0, await _run.RunAsync("models", "list", "--json"));
        using (JsonDocument list = JsonDocument.Parse(_run.Output))
            Assert.Contains(
                list.RootElement.EnumerateArray(),
                one => one.GetProperty("name").GetString() == name && one.GetProperty("kind").GetString() == kind
            );
        Assert.Equal(0, await _run.RunAsync("models", "show", name, "--json"));
        using JsonDocument shown = JsonDocument.Parse(_run.Output);
        Assert.Equal(kind, shown.RootElement.GetProperty("kind").GetString());
        Assert.True(shown.RootElement.GetProperty("bytes").GetInt64() > 0);
        Assert.NotEqual("", shown.RootElement.GetProperty("card").GetString());
        Assert.Equal(0, await _run.RunAsync("models", "show", name));
        Assert.Contains(kind, _run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_judge_goes_by_its_name_or_its_folder()
    {
        Assert.EndsWith("models/judge", InstalledModels.FolderOf("judge", "judge").Replace('\\', '/'));
        Assert.Equal(_run.Folder, InstalledModels.FolderOf("judge", _run.Folder));
        Assert.Equal("first", InstalledModels.FolderOf("judge", "first")); // draws pictures; no folder is here either
    }

    [Fact]
    public async Task What_is_no_model_is_refused_as_before()
    {
        Assert.Equal(2, await _run.RunAsync("models", "show", "nonsense"));
        Assert.Contains("There is no model 'nonsense'", _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_model_can_draw_is_listed_by_kind_and_drawn_onto_a_sheet()
    {
        Assert.Equal(0, await _run.RunAsync("models", "words", "first", "--json"));
        using (JsonDocument words = JsonDocument.Parse(_run.Output))
        {
            Assert.Equal(24, words.RootElement.GetProperty("most").GetInt32());
            Assert.Contains(
                words.RootElement.GetProperty("names").EnumerateArray(),
                one => (one.GetProperty("name").GetString(), one.GetProperty("kind").GetString()) == ("beach", "place")
            );
        }
        Assert.Equal(0, await _run.RunAsync("models", "words", "first"));
        Assert.Contains("colour  red, orange", _run.Output, StringComparison.Ordinal);
        Assert.Equal(0, await _run.RunAsync("models", "words", "first", "--sheet", _run.PathTo("all.png")));
        Assert.True(File.Exists(_run.PathTo("all.png")));
        Assert.Equal("first", _run.Opened[^1].Model);
        Assert.Contains("an owl", await ShownAsync("all.png"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_that_draws_nothing_has_no_words()
    {
        Assert.Equal(2, await _run.RunAsync("models", "words", "judge"));
        Assert.Contains("judge", _run.Error, StringComparison.Ordinal);
    }

    private async Task<string> ShownAsync(string sheet)
    {
        Assert.Equal(0, await _run.RunAsync("models", "show", _run.PathTo(sheet), "--json"));
        return _run.Output;
    }
}
