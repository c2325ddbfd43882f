using System.Text.Json;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Stereograms;
using Hippogriff.Tests.Stereograms;

namespace Hippogriff.Tests.Cli;

public sealed class StereogramCommandTests : IDisposable
{
    private readonly CommandRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task What_is_hidden_is_found_again()
    {
        DepthMap truth = HiddenScene.Steps();
        PngFile.Write(_run.PathTo("depth.png"), truth.ToImage());
        Assert.Equal(
            0,
            await _run.RunAsync(
                "stereogram",
                _run.PathTo("depth.png"),
                "--size",
                "320x160",
                "--pattern",
                "dots",
                "--out",
                _run.PathTo("s.png"),
                "--depth-out",
                _run.PathTo("hidden.png")
            )
        );
        Assert.Equal(
            [_run.PathTo("s.png"), _run.PathTo("hidden.png")],
            _run.Output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries)
        );
        Assert.Equal(
            0,
            await _run.RunAsync(
                "stereogram",
                "solve",
                _run.PathTo("s.png"),
                "--out",
                _run.PathTo("found.png"),
                "--json"
            )
        );
        JsonElement said = JsonDocument.Parse(_run.Output).RootElement;
        Assert.Equal(
            (40, 32, _run.PathTo("found.png")),
            (
                said.GetProperty("far").GetInt32(),
                said.GetProperty("near").GetInt32(),
                said.GetProperty("path").GetString()
            )
        );
        DepthMap found = DepthMap.FromBrightness(ImageFile.Read(_run.PathTo("found.png"))),
            hidden = DepthMap.FromBrightness(ImageFile.Read(_run.PathTo("hidden.png")));
        Assert.True(HiddenScene.Error(hidden, found).Mean < 0.04);
        Assert.True(HiddenScene.Error(truth, hidden).Mean < 0.01);
    }

    [Fact]
    public async Task A_coloured_picture_is_hidden_by_its_outline_as_wallpaper()
    {
        byte[] pixels =
        [
            .. Enumerable
                .Range(0, 64 * 64)
                .SelectMany(i =>
                    i % 64 is > 20 and < 44 && i / 64 is > 15 and < 50 ? (byte[])[200, 60, 20] : [255, 255, 255]
                ),
        ];
        PngFile.Write(_run.PathTo("thing.png"), new RgbImage(64, 64, pixels));
        PngFile.Write(_run.PathTo("tile.png"), HiddenScene.Marble());
        Assert.Equal(
            0,
            await _run.RunAsync(
                "stereogram",
                _run.PathTo("thing.png"),
                "--tile",
                _run.PathTo("tile.png"),
                "--relief",
                "flat",
                "--size",
                "320x160",
                "--out",
                _run.PathTo("s.png")
            )
        );
        StereogramSolution found = StereogramSolver.Solve(ImageFile.Read(_run.PathTo("s.png")));
        Assert.Equal((1f, 0f), (found.Depth[160, 80], found.Depth[280, 20]));
    }

    [Fact]
    public async Task Words_are_drawn_and_their_outline_is_hidden()
    {
        _run.Pipeline = new FakePipeline();
        Assert.Equal(2, await _run.RunAsync("stereogram", "a cat", "--seed", "5", "--size", "320x160"));
        Assert.Contains("No thing stands out", _run.Error, StringComparison.Ordinal); // the fake model draws one colour
        Assert.Equal(("a cat", 5L), (_run.Pipeline.Requests[0].Prompt, _run.Pipeline.Requests[0].Seed));
        Assert.Equal(
            0,
            await _run.RunAsync("stereogram", "a cat", "--seed", "5", "--size", "320x160", "--read", "depth")
        );
        Assert.EndsWith("a-cat-stereogram-5.png" + Environment.NewLine, _run.Output, StringComparison.Ordinal);
        Assert.Contains("\"a cat\" (seed 5) is hidden", _run.Error, StringComparison.Ordinal);
        Assert.True(PngFile.ReadTexts(_run.Output.Trim()).ContainsKey(PngFile.XmpKey));
    }

    [Fact]
    public async Task What_is_no_stereogram_is_refused_and_leaves_nothing()
    {
        PngFile.Write(_run.PathTo("marble.png"), HiddenScene.Marble(128));
        Assert.Equal(
            2,
            await _run.RunAsync("stereogram", "solve", _run.PathTo("marble.png"), "--out", _run.PathTo("found.png"))
        );
        Assert.Contains("no stereogram", _run.Error, StringComparison.Ordinal);
        Assert.Equal(["marble.png"], _run.Files());
    }
}
