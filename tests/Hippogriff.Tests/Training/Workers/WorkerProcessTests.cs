using System.Diagnostics;
using System.Runtime.InteropServices;
using Hippogriff.Data.Zips;
using Hippogriff.Tests.Models;
using Hippogriff.Training.Mpi;
using Hippogriff.Weights;
using TorchSharp;

namespace Hippogriff.Tests.Training.Workers;

/// <summary>Real processes of the built command, which MPICH connects.</summary>
public sealed class WorkerProcessTests : IAsyncDisposable
{
    private const string MpiRun = "mpirun.mpich";
    private readonly TemporaryFolder _folder = new();
    private readonly string _recipe;

    public WorkerProcessTests()
    {
        ColourSource.Write(_folder.In("data"));
        _recipe = _folder.Write(
            "recipe.json",
            (TinyRecipe.Create(latent: false) with { CheckpointMinutes = 0, SheetPrompts = ["a red square"] }).ToJson()
        );
    }

    /// <summary>The system lets go of what a killed worker held a little after its launcher ended.</summary>
    public async ValueTask DisposeAsync()
    {
        string records = _folder.In("home/hippogriff/unpacked");
        await Patience.UntilAsync(() =>
        {
            UnpackedFolder.RemoveLeft(records);
            return !Directory.Exists(records) || !Directory.EnumerateFiles(records).Any();
        });
        _folder.Dispose();
    }

    /// <summary>One worker is killed and the launcher goes on; then all are stopped, and the run is resumed.</summary>
    [Fact]
    public async Task A_lost_worker_and_a_stop_leave_the_bits_of_a_run_that_nothing_happened_to()
    {
        RequireMpi();
        (int code, string output, string error) = await End(Start([MpiRun, "-n", "2", .. Program], "whole", 30));
        Assert.True(code == 0, error);
        Assert.Equal(_folder.In("whole/model"), output.Trim().Split('\n')[^1]);

        using Process launcher = Start([.. Program], "lost", 30, "--workers", "2");
        Task<(int Code, string Output, string Error)> end = End(launcher);
        await Checkpoint(launcher, "lost", after: 0);
        Process.GetProcessById(WorkerOf("lost", rank: 1)).Kill(); // SIGKILL
        await Checkpoint(launcher, "lost", after: Newest("lost"));
        Assert.Equal(0, Send(launcher.Id, 15));
        (code, _, error) = await end;
        Assert.True(code == 0, error);
        Assert.Contains("A worker was lost", error, StringComparison.Ordinal);

        (code, _, error) = await End(Start([.. Program], "lost", 30, "--workers", "2", "--resume"));
        Assert.True(code == 0, error);
        foreach (string file in new[] { "denoiser/step-000000030.safetensors", "model/denoiser/model.safetensors" })
            SameTensors(_folder.In($"whole/{file}"), _folder.In($"lost/{file}"));
    }

    [Fact]
    public async Task What_is_wrong_in_all_workers_is_said_once_and_ends_all_with_two()
    {
        RequireMpi();
        (int code, _, string error) = await End(
            Start([MpiRun, "-n", "2", .. Program], "run", 5, "--base", _folder.In("no-model"))
        );
        Assert.Equal(2, code);
        Assert.Single(error.Split('\n'), line => line.Contains("no-model", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_mpich_the_sentence_says_what_to_install()
    {
        using Process process = Start([.. Program], "run", 5, ["--workers", "2"], path: _folder.Path);
        (int code, _, string error) = await End(process);
        Assert.Equal(2, code);
        Assert.Contains("apt-get install mpich", error, StringComparison.Ordinal);
        Assert.Single(error.Trim().Split('\n'));
    }

    [Theory]
    [InlineData(false, null, null, null)]
    [InlineData(false, "0", "1", null)]
    [InlineData(true, "0", "2", null)]
    [InlineData(true, "3", "4", "4")]
    public void The_environment_says_whether_there_are_others(bool expected, string? rank, string? size, string? open)
    {
        MpiEnvironment environment = Environment(rank, size, open);
        Assert.Equal(expected, environment.HasGroup);
    }

    [Fact]
    public void Processes_of_another_mpi_are_refused_rather_than_trained_each_by_itself() =>
        Assert.Contains(
            "Open MPI",
            Assert.Throws<HippogriffException>(() => _ = Environment(null, null, "2").HasGroup).Message,
            StringComparison.Ordinal
        );

    private static MpiEnvironment Environment(string? rank, string? size, string? open) =>
        new(name =>
            name switch
            {
                "PMI_RANK" => rank,
                "PMI_SIZE" => size,
                "OMPI_COMM_WORLD_SIZE" => open,
                _ => null,
            }
        );

    private static string[] Program =>
        [
            System.Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            Path.Combine(AppContext.BaseDirectory, "Hippogriff.Cli.dll"),
        ];

    private static void RequireMpi()
    {
        bool isThere = (System.Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, MpiRun)));
        if (isThere)
            return;
        const string missing = "MPICH is not installed: apt-get install mpich.";
        Assert.False(System.Environment.GetEnvironmentVariable("CI") is "true" or "1", missing);
        Assert.Skip(missing);
    }

    private Process Start(string[] program, string run, int updates, params string[] more) =>
        Start(program, run, updates, more, path: null);

    private Process Start(string[] program, string run, int updates, string[] more, string? path)
    {
        string[] begin = more.Contains("--resume") ? [] : ["--recipe", _recipe];
        ProcessStartInfo start = new(
            program[0],
            [
                .. program[1..],
                "train",
                "--data",
                _folder.In("data"),
                "--out",
                _folder.In(run),
                "--updates",
                $"{updates}",
                "--device",
                "cpu",
                .. begin,
                .. more,
            ]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["XDG_DATA_HOME"] = _folder.In("home"); // records of temporary folders, not the user's
        start.Environment["OMP_WAIT_POLICY"] = "PASSIVE";
        start.Environment["OMP_NUM_THREADS"] = "1"; // sums of the same parts in all runs
        if (path is not null)
            start.Environment["PATH"] = path;
        return Process.Start(start)!;
    }

    private static async Task<(int Code, string Output, string Error)> End(Process process)
    {
        Task<string> output = process.StandardOutput.ReadToEndAsync(),
            error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }

    private long Newest(string run)
    {
        string folder = _folder.In($"{run}/denoiser");
        return Directory.Exists(folder)
            ? Directory
                .GetFiles(folder, "step-*.safetensors")
                .Select(file => long.Parse(Path.GetFileNameWithoutExtension(file)[5..]))
                .DefaultIfEmpty()
                .Max()
            : 0;
    }

    private async Task Checkpoint(Process process, string run, long after)
    {
        while (Newest(run) <= after)
        {
            Assert.False(process.HasExited, "It ended without a new checkpoint.");
            await Task.Delay(5);
        }
    }

    /// <summary>The process of a rank that trains in a run's folder.</summary>
    private int WorkerOf(string run, int rank) =>
        Directory
            .GetDirectories("/proc")
            .Select(Path.GetFileName)
            .Where(name => int.TryParse(name, out _))
            .Select(name => int.Parse(name!))
            .Single(id =>
                Read($"/proc/{id}/cmdline").Contains($"--out={_folder.In(run)}\0", StringComparison.Ordinal)
                && Read($"/proc/{id}/environ").Contains($"PMI_RANK={rank}\0", StringComparison.Ordinal)
            );

    private static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static void SameTensors(string expected, string actual)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using SafetensorsFile first = SafetensorsFile.Open(expected),
            second = SafetensorsFile.Open(actual);
        foreach (SafetensorsEntry entry in first.Entries)
            Assert.True(TinyNetworks.Same(first.Read(entry.Name), second.Read(entry.Name)), entry.Name);
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Send(int process, int signal);
}
