using System.Diagnostics;
using System.Runtime.InteropServices;
using Hippogriff.Imaging;
using Hippogriff.Pipelines;
using Hippogriff.Tests.Models;
using Hippogriff.Weights;
using TorchSharp;

namespace Hippogriff.Tests.Training;

/// <summary>Real processes of the built command: killed where they stand, or asked to end.</summary>
public sealed class KilledTrainingTests : IDisposable
{
    private const string Steps = "40";
    private readonly TemporaryFolder _folder = new();
    private readonly string _recipe;

    public KilledTrainingTests()
    {
        ColourSource.Write(_folder.In("data"));
        _recipe = _folder.Write(
            "recipe.json",
            (
                TinyRecipe.Create() with
                {
                    Autoencoder = TinyRecipe.Create().Autoencoder! with { Share = 0.3 },
                    CheckpointMinutes = 0,
                }
            ).ToJson()
        );
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>
    /// A checkpoint after every step makes a kill in the middle of a write likely. What is left has to be enough to end
    /// on the same bits.
    /// </summary>
    [Fact]
    public async Task Killed_at_any_moment_a_resumed_run_ends_bit_equal_and_draws()
    {
        Task<(int Code, string Output, string Error)> whole = Run(Start("whole"));
        Random random = new(29);
        int kills = 0;
        while (kills < 3 && !File.Exists(_folder.In("killed/model/model_index.json")))
        {
            using Process process = Start("killed");
            if (await ANewCheckpoint(process, _folder.In(kills == 0 ? "killed/autoencoder" : "killed")))
            {
                await Task.Delay(random.Next(0, 120));
                process.Kill(entireProcessTree: true); // SIGKILL
                kills++;
            }
            await process.WaitForExitAsync();
        }
        Assert.True(kills > 0, "nothing was killed");
        (int code, string output, string error) = await Run(Start("killed"));
        Assert.True(code == 0, error);
        Assert.Equal(_folder.In("killed/model"), output.Trim());
        Assert.Equal(0, (await whole).Code);
        Assert.Empty(Directory.GetFiles(_folder.In("killed"), "*.partial", SearchOption.AllDirectories));
        foreach (
            string file in new[]
            {
                "autoencoder/autoencoder.safetensors",
                "denoiser/step-000000028.safetensors",
                "model/denoiser/model.safetensors",
                "model/text_encoder/model.safetensors",
                "model/vae/model.safetensors",
            }
        )
            SameTensors(_folder.In($"whole/{file}"), _folder.In($"killed/{file}"));

        using DiffusionPipeline pipeline = await DiffusionPipeline.LoadAsync(_folder.In("killed/model"));
        RgbImage picture = (await pipeline.GenerateAsync(new GenerationRequest { Prompt = "a red square", Seed = 1 }))[
            0
        ].Image;
        Assert.Equal((16, 16), (picture.Width, picture.Height));
    }

    [Fact]
    public async Task Asked_to_end_it_saves_says_so_and_exits_with_zero()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGTERM.");
        using Process process = Start("asked", "100000");
        Task<(int Code, string Output, string Error)> end = Run(process);
        Assert.True(await ANewCheckpoint(process, _folder.In("asked/autoencoder")));
        Assert.Equal(0, Send(process.Id, 15));
        (int code, _, string error) = await end;
        Assert.Equal(0, code);
        Assert.Contains("--resume", error, StringComparison.Ordinal);
        Assert.NotEmpty(Directory.GetFiles(_folder.In("asked/autoencoder"), "step-*.safetensors"));
    }

    private Process Start(string run, string steps = Steps)
    {
        string[] begin = File.Exists(_folder.In($"{run}/recipe.json")) ? ["--resume"] : ["--recipe", _recipe];
        ProcessStartInfo start = new(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "Hippogriff.Cli.dll"),
                "train",
                "--data",
                _folder.In("data"),
                "--out",
                _folder.In(run),
                "--steps",
                steps,
                "--device",
                "cpu",
                .. begin,
            ]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["OMP_WAIT_POLICY"] = "PASSIVE";
        // sums of the same parts in all runs, whatever else the machine does
        start.Environment["OMP_NUM_THREADS"] = "1";
        return Process.Start(start)!;
    }

    private static async Task<(int Code, string Output, string Error)> Run(Process process)
    {
        Task<string> output = process.StandardOutput.ReadToEndAsync(),
            error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }

    /// <summary>
    /// Waits until the process has written a checkpoint below the folder; false where it ended without.
    /// </summary>
    private static async Task<bool> ANewCheckpoint(Process process, string folder)
    {
        DateTime latest = Newest(folder);
        while (Newest(folder) <= latest)
        {
            if (process.HasExited)
                return false;
            await Task.Delay(5);
        }
        return true;
    }

    private static DateTime Newest(string folder)
    {
        try
        {
            return Directory.Exists(folder)
                ? Directory
                    .GetFiles(folder, "step-*.safetensors", SearchOption.AllDirectories)
                    .Select(File.GetLastWriteTimeUtc)
                    .DefaultIfEmpty()
                    .Max()
                : default;
        }
        catch (IOException)
        {
            return default; // one that was just replaced
        }
    }

    private static void SameTensors(string expected, string actual)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using SafetensorsFile first = SafetensorsFile.Open(expected),
            second = SafetensorsFile.Open(actual);
        Assert.Equal(first.Entries.Select(e => e.Name), second.Entries.Select(e => e.Name));
        foreach (SafetensorsEntry entry in first.Entries)
            Assert.True(
                TinyNetworks.Same(first.Read(entry.Name), second.Read(entry.Name)),
                $"{entry.Name} of {actual}"
            );
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Send(int process, int signal);
}
