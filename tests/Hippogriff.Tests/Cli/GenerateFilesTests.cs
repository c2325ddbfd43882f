using System.Text.Json;

namespace Hippogriff.Tests.Cli;

/// <summary>What generate leaves behind: files, paths, and sentences about what was not drawn.</summary>
public sealed class GenerateFilesTests : IDisposable
{
    private readonly CommandRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task Names_that_are_chosen_never_overwrite()
    {
        for (int i = 0; i < 3; i++)
            await _run.RunAsync("generate", "a cat", "--seed", "1");
        Assert.Equal(["out/a-cat-1-2.png", "out/a-cat-1-3.png", "out/a-cat-1.png"], _run.Files());
    }

    [Fact]
    public async Task What_was_drawn_before_the_command_was_stopped_is_written_and_told()
    {
        foreach (bool json in new[] { false, true })
        {
            using CancellationTokenSource stop = new();
            _run.Pipeline = new FakePipeline
            {
                BeforeStep = step =>
                {
                    if (step == 6)
                        stop.Cancel();
                },
            }; // in the second batch of two
            string folder = _run.PathTo($"stopped{json}/");
            Assert.Equal(
                130,
                await _run.RunAsync(
                    stop.Token,
                    [
                        "generate",
                        "a cat",
                        "--seed",
                        "1",
                        "--count",
                        "5",
                        "--steps",
                        "4",
                        "--out",
                        folder,
                        .. json ? ["--json"] : Array.Empty<string>(),
                    ]
                )
            );
            string[] written = [folder + "a-cat-1.png", folder + "a-cat-2.png"];
            Assert.All(written, path => Assert.True(File.Exists(path)));
            Assert.Contains("2 of 5 pictures", _run.Error, StringComparison.Ordinal);
            if (!json)
            {
                Assert.Equal(written, _run.Output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
                continue;
            }
            JsonElement told = JsonDocument.Parse(_run.Output).RootElement;
            Assert.False(told.GetProperty("complete").GetBoolean());
            Assert.Equal(
                written,
                told.GetProperty("pictures").EnumerateArray().Select(p => p.GetProperty("path").GetString())
            );
        }
    }

    [Fact]
    public async Task A_picture_that_cannot_be_written_does_not_take_those_before_it_along()
    {
        Directory.CreateDirectory(_run.PathTo("cat-3.png"));
        Assert.Equal(2, await _run.RunAsync("generate", "a cat", "--count", "4", "--out", _run.PathTo("cat.png")));
        Assert.Equal(
            [_run.PathTo("cat-1.png"), _run.PathTo("cat-2.png")],
            _run.Output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries)
        );
        Assert.Contains("cat-3.png", _run.Error, StringComparison.Ordinal);
        Assert.Equal(["cat-1.png", "cat-2.png"], _run.Files());
    }

    [Fact]
    public async Task Processes_that_write_into_one_folder_at_once_take_names_of_their_own()
    {
        CommandRun[] runs = [.. Enumerable.Range(0, 4).Select(_ => new CommandRun())];
        try
        {
            string folder = _run.PathTo("shared/");
            await Task.WhenAll(
                runs.Select(run =>
                    Task.Run(() =>
                        run.RunAsync("generate", "a cat", "--seed", "1", "--count", "12", "--strip", "--out", folder)
                    )
                )
            );
            string[] told =
            [
                .. runs.SelectMany(run => run.Output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries)),
            ];
            Assert.Equal(2 * 48, told.Distinct().Count());
            Assert.Equal(told.Order(StringComparer.Ordinal), Directory.GetFiles(folder).Order(StringComparer.Ordinal));
        }
        finally
        {
            foreach (CommandRun run in runs)
                run.Dispose();
        }
    }

    [Fact]
    public async Task A_name_as_long_as_the_file_system_takes_is_written_with_its_strip_and_a_longer_one_is_refused_before_anything_is_drawn()
    {
        string longest = new string('画', 83) + "xx.png"; // 255 bytes
        Assert.Equal(0, await _run.RunAsync("generate", "a cat", "--strip", "--out", _run.PathTo(longest)));
        Assert.Equal(2, _run.Files().Length);
        Assert.Contains(longest, _run.Files());
        Assert.EndsWith("-steps.png", _run.Files().Single(file => file != longest), StringComparison.Ordinal);
        int drawn = _run.Pipeline.Requests.Count;
        Assert.Equal(2, await _run.RunAsync("generate", "a cat", "--out", _run.PathTo("x" + longest)));
        Assert.Equal(2, await _run.RunAsync("generate", "a cat", "--count", "2", "--out", _run.PathTo(longest)));
        Assert.Contains("255", _run.Error, StringComparison.Ordinal);
        Assert.Equal(drawn, _run.Pipeline.Requests.Count);
    }

    [Fact]
    public async Task One_picture_goes_to_standard_output_and_nothing_else_does()
    {
        Assert.Equal(0, await _run.RunAsync("generate", "a cat", "--seed", "1", "--out", "-"));
        Assert.Equal("", _run.Output);
        Assert.Contains("seed 1", _run.Error, StringComparison.Ordinal);
        byte[] piped = _run.StandardOutput.ToArray();
        await _run.RunAsync("generate", "a cat", "--seed", "1", "--out", _run.PathTo("cat.png"));
        Assert.Equal(File.ReadAllBytes(_run.PathTo("cat.png")), piped);
        Assert.Equal(2, await _run.RunAsync("generate", "a cat", "--count", "2", "--out", "-"));
        Assert.Equal(2, await _run.RunAsync("generate", "a cat", "--json", "--out", "-"));
        Assert.Equal(2, await _run.RunAsync("generate", "a cat", "--sheet", "-"));
        Assert.Equal(2, await _run.RunAsync("generate", "a cat", "--out", " "));
        Assert.Equal(["cat.png"], _run.Files());
    }

    [Fact]
    public async Task A_file_named_for_several_pictures_is_numbered()
    {
        await _run.RunAsync("generate", "a cat", "--count", "2", "--out", _run.PathTo("cat.png"));
        Assert.Equal(["cat-1.png", "cat-2.png"], _run.Files());
    }

    [Fact]
    public async Task Words_that_are_cut_off_and_unknown_ones_are_told_in_words_and_in_json()
    {
        await _run.RunAsync(
            "generate",
            "one two zyzzyva three four five six seven zyzzyva",
            "--negative",
            "a b c d e f behind",
            "--guidance",
            "2"
        );
        Assert.Contains("'seven zyzzyva'", _run.Error, StringComparison.Ordinal);
        Assert.Contains("'behind'", _run.Error, StringComparison.Ordinal);
        await _run.RunAsync("generate", "one two zyzzyva three four five six seven", "--json");
        JsonElement prompt = JsonDocument.Parse(_run.Output).RootElement.GetProperty("reading").GetProperty("prompt");
        Assert.Equal(["zyzzyva"], prompt.GetProperty("unknown").EnumerateArray().Select(w => w.GetString()));
        Assert.Equal(["seven"], prompt.GetProperty("cut").EnumerateArray().Select(w => w.GetString()));
        Assert.Equal(6, prompt.GetProperty("most").GetInt32());
    }
}
