using System.Text.Json;
using Hippogriff.Tests.Story;

namespace Hippogriff.Tests.Cli;

public sealed class StoryCommandTests : IDisposable
{
    private readonly CommandRun _run = new();
    private readonly string _model;

    public StoryCommandTests()
    {
        _model = _run.PathTo("tiny");
        TinyStory.Save(_model).Dispose();
    }

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task A_plot_is_judged_word_by_word_and_repairs_are_offered_for_wrong_ones()
    {
        JsonElement told = await Told("story", "Gold popsicle in France!", "--json");
        Assert.Equal("Gold popsicle in France!", told.GetProperty("text").GetString());
        JsonElement[] words = [.. told.GetProperty("words").EnumerateArray()];
        Assert.Equal(["Gold", "popsicle", "in", "France"], words.Select(w => w.GetProperty("word").GetString()));
        Assert.Equal([true, false, true, true], words.Select(w => w.GetProperty("listed").GetBoolean()));
        foreach (JsonElement word in words)
        {
            Assert.InRange(word.GetProperty("right").GetDouble(), 0, 1);
            Assert.Equal(word.GetProperty("right").GetDouble() < 0.5, word.GetProperty("isWrong").GetBoolean());
            if (word.GetProperty("isWrong").GetBoolean())
                Assert.Equal(5, word.GetProperty("repairs").GetArrayLength());
        }
    }

    [Fact]
    public async Task For_people_wrong_words_stand_in_brackets_where_there_are_no_colours()
    {
        Assert.Equal(0, await _run.RunAsync("story", "Gold popsicle in France!", "--model", _model));
        Assert.DoesNotContain('\u001b', _run.Output);
        Assert.Contains("popsicle (by its spelling)", _run.Output, StringComparison.Ordinal);
        Assert.Contains("[popsicle]", _run.Output, StringComparison.Ordinal); // untrained: nothing is believed
    }

    [Fact]
    public async Task A_plot_is_found_in_noise_again_with_the_same_seed()
    {
        string[] line =
        [
            "story",
            "--words",
            "6",
            "--genre",
            "Mystery",
            "--country",
            "france",
            "--count",
            "3",
            "--seed",
            "5",
            "--model",
            _model,
        ];
        Assert.Equal(0, await _run.RunAsync(line));
        string[] first = _run.Output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, first.Length);
        Assert.All(first, plot => Assert.Equal(6, plot.TrimEnd('.').Split(' ').Length));
        await _run.RunAsync([
            "story",
            "--words",
            "6",
            "--genre",
            "mystery",
            "--country",
            "France",
            "--seed",
            "6",
            "--model",
            _model,
        ]);
        Assert.Equal(first[1], _run.Output.Trim()); // a plot does not depend on its company
    }

    [Fact]
    public async Task A_plot_that_was_found_already_is_not_given_again()
    {
        // the model knows eight words
        string[] narrow = ["story", "--words", "1", "--count", "9", "--steps", "1", "--seed", "5", "--model", _model];
        Assert.Equal(0, await _run.RunAsync(narrow));
        string[] plots = _run.Output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.InRange(plots.Length, 2, 8);
        Assert.Equal(plots.Length, plots.Distinct().Count());
        Assert.StartsWith(
            $"Only {plots.Length} different plots were found in 36 tries;",
            _run.Error,
            StringComparison.Ordinal
        );
        Assert.Equal(0, await _run.RunAsync([.. narrow, "--json"]));
        JsonElement[] told = [.. JsonDocument.Parse(_run.Output).RootElement.GetProperty("plots").EnumerateArray()];
        Assert.Equal(plots, told.Select(plot => plot.GetProperty("text").GetString()));
        // Each is found again by the seed that is told of it.
        Assert.Equal(
            0,
            await _run.RunAsync(
                "story",
                "--words",
                "1",
                "--steps",
                "1",
                "--seed",
                told[^1].GetProperty("seed").GetInt64().ToString(System.Globalization.CultureInfo.InvariantCulture),
                "--model",
                _model
            )
        );
        Assert.Equal(plots[^1], _run.Output.Trim());
    }

    [Fact]
    public async Task Locked_words_stay_and_every_step_is_told()
    {
        JsonElement told = await Told(
            "story",
            "--from",
            "gold scissor out headphone neat",
            "--words",
            "7",
            "--lock",
            "scissor",
            "--steps",
            "4",
            "--seed",
            "1",
            "--json"
        );
        JsonElement plot = told.GetProperty("plots")[0];
        Assert.Equal("scissor", plot.GetProperty("text").GetString()!.Split(' ')[1]);
        Assert.StartsWith(
            "Gold scissor out headphone neat ",
            plot.GetProperty("start").GetString(),
            StringComparison.Ordinal
        );
        Assert.Equal(4, plot.GetProperty("steps").GetArrayLength());
        Assert.All(
            plot.GetProperty("steps").EnumerateArray(),
            step => Assert.Matches("^[A-Z].* scissor ", step.GetProperty("text").GetString()!)
        );
    }

    [Fact]
    public async Task Seeds_are_told_and_steps_that_change_nothing_are_one_line()
    {
        string[] order = ["story", "--words", "2", "--steps", "24", "--seed", "3", "--watch", "--model", _model];
        Assert.Equal(0, await _run.RunAsync(order));
        Assert.Contains("seed 3", _run.Error, StringComparison.Ordinal);
        Assert.Contains("nothing changed", _run.Output, StringComparison.Ordinal);
        string[] steps = [.. _run.Output.Split('\n').Where(line => line.StartsWith("step", StringComparison.Ordinal))];
        Assert.InRange(steps.Length, 1, 23);
    }

    [Fact]
    public async Task A_spoiled_plot_keeps_its_punctuation_and_its_locked_words()
    {
        Assert.Equal(
            0,
            await _run.RunAsync(
                "story",
                "Gold, stolen in [Paris]!",
                "--noise",
                "0.5",
                "--lock",
                "gold",
                "--watch",
                "--seed",
                "2",
                "--model",
                _model
            )
        );
        string[] lines = _run.Output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(5, lines.Length); // spoiled, half of six steps, found
        Assert.All(lines, line => Assert.Contains("Gold, ", line, StringComparison.Ordinal));
        Assert.All(lines, line => Assert.EndsWith("]!", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_text_longer_than_the_model_sees_is_judged_in_windows()
    {
        JsonElement told = await Told("story", string.Join(' ', Enumerable.Repeat("a clown in France", 12)), "--json");
        Assert.Equal(48, told.GetProperty("words").GetArrayLength());
    }

    [Theory]
    [InlineData("story", "--words 12")]
    [InlineData("story ''", "no words")]
    [InlineData("story gold in France", "needs quotes around it")]
    [InlineData("story 'gold' --words 3", "--words")]
    [InlineData("story 'gold' --start 'gold out'", "--start")]
    [InlineData("story --noise 0.5", "PLOT")]
    [InlineData("story --words 3 --noise 0.5", "--noise")]
    [InlineData("story 'gold' --noise 1.5", "--noise takes a number above 0, up to 1")]
    [InlineData("story --words 0", "--words takes a whole number from 1 to 40")]
    [InlineData("story --words 2 --from 'gold scissor out'", "more than the 2")]
    [InlineData("story 'gold' --watch", "--watch")]
    [InlineData("story 'gold' --count 2", "--count")]
    [InlineData("story --words 3 --watch --json", "--json")]
    [InlineData("story --words 3 --lock 'two words'", "--lock takes one word")]
    [InlineData("story 'gold' --lock silver", "'silver' is not among them")]
    [InlineData("story --words 3 --genre opera", "it knows mystery, comedy")]
    [InlineData("story --words 3 --country Atlantis", "it knows France, Japan")]
    [InlineData("story --words 3 --style haiku", "it knows composed, film")]
    [InlineData("story --words 20", "1 to 12 words")]
    [InlineData("story 'gold' --model nowhere", "'nowhere'")]
    [InlineData("story train --out x", "needs its length")]
    [InlineData("story train --out x --steps 1 --minutes 1", "not by both")]
    [InlineData("story train --out x --steps 1 --data no.jsonl", "no.jsonl")]
    [InlineData("story train --out x --steps 1 --width 40", "multiples of 32")]
    [InlineData("story train --out x --steps 1 --resume --layers 3", "--layers")]
    [InlineData("story train --out x --steps 1 --noise gauss", "uniform, mask")]
    [InlineData("story evaluate --data no.jsonl", "no.jsonl")]
    [InlineData("story evaluate --seed x", "--seed takes")]
    [InlineData("story play --level 7", "--level takes a whole number from 1 to 6")]
    [InlineData("data plots --genre opera", "mystery, comedy")]
    public async Task Bad_input_gets_one_sentence(string line, string named)
    {
        string[] args =
        [
            .. line.Split('\'')
                .SelectMany((part, i) => i % 2 == 1 ? [part] : part.Split(' ', StringSplitOptions.RemoveEmptyEntries)),
        ];
        if (
            !line.Contains("--model", StringComparison.Ordinal)
            && args[0] == "story"
            && (args.Length < 2 || args[1] is not ("train" or "evaluate" or "play"))
        )
            args = [.. args, "--model", _model];
        Assert.Equal(2, await _run.RunAsync(args));
        Assert.Single(_run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(named, _run.Error, StringComparison.Ordinal);
        Assert.Equal("", _run.Output);
    }

    [Fact]
    public async Task Composed_plots_are_printed_as_training_reads_them()
    {
        Assert.Equal(0, await _run.RunAsync("data", "plots", "--count", "3", "--genre", "mystery", "--jsonl"));
        string[] lines = _run.Output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Length);
        Assert.All(
            lines,
            line => Assert.Equal("mystery", JsonDocument.Parse(line).RootElement.GetProperty("genres")[0].GetString())
        );
    }

    private async Task<JsonElement> Told(params string[] args)
    {
        Assert.Equal(0, await _run.RunAsync([.. args, "--model", _model]));
        return JsonDocument.Parse(_run.Output).RootElement;
    }

    [Theory]
    [InlineData("story", "--words", "4", "--seed", "3")]
    [InlineData("story", "play", "--rounds", "1")]
    [InlineData("story", "evaluate", "--quick")]
    [InlineData("story", "train", "--updates", "1", "--out", "run")]
    public async Task A_device_that_is_not_here_is_refused_by_every_story_command(params string[] line)
    {
        string[] model = line.Contains("train") ? [] : ["--model", _model];
        Assert.Equal(2, await _run.RunAsync([.. line, .. model, "--device", "cuda:77"]));
        Assert.Contains("cuda", _run.Error, StringComparison.OrdinalIgnoreCase);
        Assert.False(Directory.Exists("run"));
    }

    [Fact]
    public async Task The_processor_may_be_named_and_writes_the_same_plots()
    {
        string[] line = ["story", "--words", "5", "--seed", "3", "--model", _model];
        Assert.Equal(0, await _run.RunAsync(line));
        string found = _run.Output;
        Assert.Equal(0, await _run.RunAsync([.. line, "--device", "cpu"]));
        Assert.Equal(found, _run.Output);
    }
}
