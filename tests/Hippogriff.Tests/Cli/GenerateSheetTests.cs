using System.Text.Json;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;

namespace Hippogriff.Tests.Cli;

public sealed class GenerateSheetTests : IDisposable
{
    private const int Margin = 16,
        Cell = 128,
        Gap = 10; // small pictures are enlarged to 128 pixels
    private readonly CommandRun _run = new();

    public void Dispose() => _run.Dispose();

    /// <summary>The brightness that the fake model draws.</summary>
    private static byte Value(string prompt, long seed) => (byte)(seed * 31 + prompt.Length);

    /// <summary>Where in a column of the sheet a picture begins; -1 where it is not.</summary>
    private static int Top(RgbImage sheet, int column, byte value)
    {
        int x = Margin + column * (Cell + Gap) + Cell / 2;
        for (int y = 0; y + Cell <= sheet.Height; y++)
            if (
                Enumerable
                    .Range(y, Cell)
                    .All(at => sheet.Pixels.AsSpan((at * sheet.Width + x) * 3, 3).IndexOfAnyExcept(value) < 0)
            )
                return y;
        return -1;
    }

    [Fact]
    public async Task A_sheet_that_is_stopped_holds_what_was_drawn_and_leaves_the_one_that_was_there()
    {
        File.WriteAllText(_run.PathTo("sheet.png"), "of before");
        using CancellationTokenSource stop = new();
        _run.Pipeline = new FakePipeline
        {
            BeforeStep = step =>
            {
                if (step == 6)
                    stop.Cancel();
            },
        };
        Assert.Equal(
            130,
            await _run.RunAsync(
                stop.Token,
                "generate",
                "a cat",
                "--with",
                "a dog",
                "--count",
                "3",
                "--steps",
                "4",
                "--sheet",
                _run.PathTo("sheet.png")
            )
        );
        Assert.Equal("of before", File.ReadAllText(_run.PathTo("sheet.png")));
        Assert.Equal(_run.PathTo("sheet-stopped.png") + Environment.NewLine, _run.Output);
        Assert.Contains("2 of 6 pictures", _run.Error, StringComparison.Ordinal);
        Assert.True(ImageFile.Read(_run.PathTo("sheet-stopped.png")).Width > 16);
    }

    [Fact]
    public async Task Prompts_are_rows_seeds_are_columns_and_the_model_is_opened_once()
    {
        File.WriteAllText(_run.PathTo("more.txt"), "a small red car\n\n   a house \n");
        Assert.Equal(
            0,
            await _run.RunAsync(
                "generate",
                "a cat",
                "--with",
                "a dog!",
                "--prompts",
                _run.PathTo("more.txt"),
                "--count",
                "3",
                "--seed",
                "5",
                "--steps",
                "2",
                "--sheet",
                _run.PathTo("sheets/all.png")
            )
        );
        string[] prompts = ["a cat", "a dog!", "a small red car", "a house"];
        Assert.Equal(
            prompts.Select(prompt => (prompt, 5L, 3, 2)),
            _run.Pipeline.Requests.Select(request =>
                (request.Prompt, request.Seed!.Value, request.Count, request.Steps!.Value)
            )
        );
        Assert.Single(_run.Opened);
        Assert.Equal(["more.txt", "sheets/all.png"], _run.Files());
        Assert.Equal(_run.PathTo("sheets/all.png") + Environment.NewLine, _run.Output);
        Assert.Contains("seeds 5 to 7, 2 steps of euler", _run.Error, StringComparison.Ordinal);
        RgbImage sheet = ImageFile.Read(_run.PathTo("sheets/all.png"));
        Assert.Equal(2 * Margin + 3 * Cell + 2 * Gap, sheet.Width);
        int[][] tops =
        [
            .. prompts.Select(prompt =>
                Enumerable.Range(0, 3).Select(i => Top(sheet, i, Value(prompt, 5 + i))).ToArray()
            ),
        ];
        Assert.All(tops, row => Assert.True(row[0] > 0 && row.Distinct().Count() == 1, string.Join(' ', row)));
        Assert.Equal(tops.Select(row => row[0]).Order(), tops.Select(row => row[0]));
    }

    [Fact]
    public async Task One_seed_makes_a_sheet_of_prompts_and_a_folder_is_enough_of_a_name()
    {
        Assert.Equal(
            0,
            await _run.RunAsync("generate", "--with", "a cat", "a zyzzyva", "--sheet", _run.PathTo("sheets/"))
        );
        Assert.Equal(["sheets/a-cat-sheet-4711.png"], _run.Files());
        Assert.Contains("does not know 'zyzzyva'", _run.Error, StringComparison.Ordinal);
        await _run.RunAsync("generate", "a cat", "--sheet", _run.PathTo("sheets/"));
        Assert.Equal(["sheets/a-cat-sheet-4711-2.png", "sheets/a-cat-sheet-4711.png"], _run.Files());
    }

    [Fact]
    public async Task Json_tells_what_each_picture_was_drawn_with()
    {
        await _run.RunAsync(
            "generate",
            "a cat",
            "--with",
            "a dog",
            "--count",
            "2",
            "--seed",
            "5",
            "--json",
            "--sheet",
            _run.PathTo("all.png")
        );
        using JsonDocument document = JsonDocument.Parse(_run.Output);
        Assert.Equal(_run.PathTo("all.png"), document.RootElement.GetProperty("path").GetString());
        JsonElement[] settings =
        [
            .. document
                .RootElement.GetProperty("pictures")
                .EnumerateArray()
                .Select(picture => picture.GetProperty("settings")),
        ];
        Assert.Equal(
            [("a cat", 5), ("a cat", 6), ("a dog", 5), ("a dog", 6)],
            settings.Select(s => (s.GetProperty("prompt").GetString()!, s.GetProperty("seed").GetInt32()))
        );
        Assert.Equal("", _run.Error);
    }

    [Fact]
    public async Task The_settings_of_an_earlier_picture_are_taken_over()
    {
        await _run.RunAsync("generate", "a cat", "--seed", "3", "--steps", "7", "--out", _run.PathTo("a.png"));
        Assert.Equal(
            0,
            await _run.RunAsync(
                "generate",
                "--from",
                _run.PathTo("a.png"),
                "--with",
                "a dog",
                "--sheet",
                _run.PathTo("all.png")
            )
        );
        Assert.Equal(
            [("a cat", 3L, 7), ("a dog", 3L, 7)],
            _run.Pipeline.Requests.Skip(1)
                .Select(request => (request.Prompt, request.Seed!.Value, request.Steps!.Value))
        );
    }

    [Theory]
    [InlineData("--with ... --sheet FILE", "a cat", "--with", "a dog")]
    [InlineData("--prompts ... --sheet FILE", "--prompts", "x.txt")]
    [InlineData("--sheet takes a .png file ... 'sheet.jpg'", "a cat", "--sheet", "sheet.jpg")]
    [InlineData("--sheet ... --out ... leave one of them out", "a cat", "--sheet", "a.png", "--out", "b.png")]
    [InlineData("--strip ... --sheet ... leave one of them out", "a cat", "--sheet", "a.png", "--strip")]
    [InlineData("--sheet needs a PROMPT ... --with PROMPT, --prompts FILE, or --from", "--sheet", "a.png")]
    [InlineData(
        "5 prompts ... 64 seeds ... 320 pictures ... 256",
        "a",
        "--with",
        "b",
        "c",
        "d",
        "e",
        "--count",
        "64",
        "--sheet",
        "a.png"
    )]
    [InlineData("'nothing.txt' cannot be read: ", "--sheet", "a.png", "--prompts", "nothing.txt")]
    public async Task What_does_not_go_together_is_refused_before_anything_is_drawn(string said, params string[] line)
    {
        Assert.Equal(2, await _run.RunAsync(["generate", .. line]));
        Said.InOrder(said, _run.Error);
        Assert.Empty(_run.Opened);
    }

    [Fact]
    public async Task A_sheet_says_prompts_and_seeds_of_its_pictures()
    {
        string sheet = _run.PathTo("s.png");
        Assert.Equal(
            0,
            await _run.RunAsync("generate", "a cat", "--with", "a dog", "-n", "2", "-s", "7", "--sheet", sheet)
        );
        Assert.Equal(0, await _run.RunAsync("models", "show", sheet, "--json"));
        using JsonDocument told = JsonDocument.Parse(_run.Output);
        Assert.Equal(
            [("a cat", 7L), ("a cat", 8L), ("a dog", 7L), ("a dog", 8L)],
            told.RootElement.EnumerateArray()
                .Select(one => (one.GetProperty("prompt").GetString(), one.GetProperty("seed").GetInt64()))
        );
        Assert.Equal(0, await _run.RunAsync("models", "show", sheet));
        Assert.Contains("a dog", _run.Output, StringComparison.Ordinal);
    }
}
