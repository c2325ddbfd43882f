using System.Text.Json;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using SkiaSharp;

namespace Hippogriff.Tests.Cli;

public sealed class PerfectCommandTests : IDisposable
{
    private readonly CommandRun _run = new();

    public PerfectCommandTests()
    {
        Directory.CreateDirectory(_run.PathTo("mine"));
        for (int i = 0; i < 6; i++)
        {
            int number = i;
            byte[] picture = PictureBytes.Encode(
                16,
                16,
                (x, y) =>
                    new SKColor((byte)(x * 15 * (number % 2) + 8), (byte)(y * 15), (byte)((x + number * 3) % 16 * 15))
            );
            File.WriteAllBytes(_run.PathTo($"mine/{i}.png"), picture);
        }
    }

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task The_optimal_denoiser_copies_and_the_local_one_invents()
    {
        Assert.Equal(
            0,
            await _run.RunAsync(
                "perfect",
                _run.PathTo("mine"),
                "--without-network",
                "--size",
                "16",
                "--count",
                "3",
                "--steps",
                "30",
                "--patch",
                "3",
                "--device",
                "cpu",
                "--out",
                _run.PathTo("sheet.png"),
                "--json"
            )
        );
        JsonElement said = JsonDocument.Parse(_run.Output).RootElement;
        Assert.Equal(6, said.GetProperty("pictures").GetInt32());
        Assert.True(said.GetProperty("optimal").GetProperty("meanDistance").GetDouble() < 1, _run.Output);
        Assert.True(said.GetProperty("local").GetProperty("meanDistance").GetDouble() > 5, _run.Output);
        Assert.False(said.TryGetProperty("network", out _));
        RgbImage sheet = ImageFile.Read(_run.PathTo("sheet.png"));
        Assert.True(sheet.Width > 3 * 128 && sheet.Height > 4 * 128);
    }

    [Fact]
    public async Task For_a_person_there_is_a_table()
    {
        Assert.Equal(
            0,
            await _run.RunAsync(
                "perfect",
                _run.PathTo("mine"),
                "--without-network",
                "--size",
                "8",
                "--count",
                "1",
                "--steps",
                "4",
                "--device",
                "cpu",
                "--pictures",
                "2"
            )
        );
        Assert.Contains("optimal", _run.Output, StringComparison.Ordinal);
        Assert.Contains("mine-perfect-0.png", _run.Output, StringComparison.Ordinal);
        Assert.StartsWith("2 pictures, 1 drawing of 4 steps", _run.Error, StringComparison.Ordinal);
    }
}
