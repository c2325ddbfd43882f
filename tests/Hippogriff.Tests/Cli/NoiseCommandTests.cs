using System.Text.Json;
using Hippogriff.Cli.Commands.Drawing;
using Hippogriff.Denoising;
using Hippogriff.Denoising.Families;
using Hippogriff.Imaging.Codecs;

namespace Hippogriff.Tests.Cli;

public sealed class NoiseCommandTests : IDisposable
{
    private readonly CommandRun _run = new();

    public static TheoryData<NoiseFamily> Families =>
        [new VariancePreserving(), new VariancePreserving(BetaSchedule.Cosine), new VarianceExploding(), new Flow()];

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData("vp")]
    [InlineData("vp-cosine")]
    [InlineData("ve")]
    [InlineData("flow")]
    public async Task A_picture_gets_the_same_noise_every_time(string family)
    {
        PngFile.Write(_run.PathTo("plain.png"), FakePipeline.Plain(16, 8, 200));
        foreach (string name in (string[])["a.png", "b.png"])
            Assert.Equal(
                0,
                await _run.RunAsync(
                    "noise",
                    _run.PathTo("plain.png"),
                    "--family",
                    family,
                    "--levels",
                    "5",
                    "--out",
                    _run.PathTo(name)
                )
            );
        Assert.Equal(_run.PathTo("b.png") + Environment.NewLine, _run.Output);
        Assert.Equal(File.ReadAllBytes(_run.PathTo("a.png")), File.ReadAllBytes(_run.PathTo("b.png")));
    }

    [Fact]
    public async Task Programs_get_the_levels_and_a_name_that_says_the_truth()
    {
        PngFile.Write(_run.PathTo("plain.png"), FakePipeline.Plain(16, 8, 200));
        Assert.Equal(
            0,
            await _run.RunAsync(
                "noise",
                _run.PathTo("plain.png"),
                "--family",
                "flow",
                "--levels",
                "3",
                "--seed",
                "4",
                "--json",
                "--out",
                _run.PathTo("a.png")
            )
        );
        JsonElement said = JsonDocument.Parse(_run.Output).RootElement;
        Assert.Equal(
            (_run.PathTo("a.png"), 4),
            (said.GetProperty("path").GetString(), said.GetProperty("seed").GetInt32())
        );
        double[] noise = [.. said.GetProperty("noise").EnumerateArray().Select(level => level.GetDouble())];
        Assert.Equal((3, 0.0), (noise.Length, noise[0]));
        Assert.Equal(noise.Order(), noise);
        // a PNG called so would not be one
        Assert.Equal(2, await _run.RunAsync("noise", _run.PathTo("plain.png"), "--out", _run.PathTo("a.jpg")));
        Said.InOrder("--out takes a .png file", _run.Error);
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Levels_that_fall_evenly_take_even_steps_of_the_angle_between_picture_and_noise(NoiseFamily family)
    {
        double[] sigmas = NoiseCommand.Even(family, 7);
        Assert.Equal(8, sigmas.Length);
        Assert.Equal(family.SigmaMax, sigmas[0]);
        Assert.Equal(0, sigmas[^1]);
        double[] angles = [.. sigmas.Select(sigma => Math.Atan2(sigma, 0.5 * family.Alpha(sigma)))];
        for (int i = 1; i < angles.Length; i++)
            Assert.Equal(angles[0] / 7, angles[i - 1] - angles[i], 1e-6);
    }
}
