using System.Text.Json;
using Hippogriff.Campaigns.Fuzzing;
using Hippogriff.Campaigns.Killing;
using Hippogriff.Campaigns.Readers;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Weights;
using Spectre.Console;

namespace Hippogriff.Campaigns.Disks;

/// <summary>
/// Commands on a disk that is full after any number of bytes, and on one that is read-only: each ends in one sentence
/// and exit code 2, and leaves nothing half written. The server goes on.
/// </summary>
/// <param name="quick">A few sizes instead of all.</param>
/// <param name="console">Where to tell.</param>
internal sealed class DiskCampaign(bool quick, IAnsiConsole console)
{
    private const int Megabytes = 24;
    private readonly List<(string Command, int Runs, int Refused, string Done, List<string> Broken)> _rows = [];
    private readonly string _folder = Scratch.New(inMemory: false);

    /// <summary>A command that writes to the disk.</summary>
    /// <param name="Name">For the table.</param>
    /// <param name="Line">Its words; DISK stands for the disk.</param>
    private sealed record Writer(string Name, params string[] Line);

    private static readonly Writer[] s_writers =
    [
        new(
            "generate",
            "generate",
            "a red square",
            "--model",
            "small",
            "--count",
            "3",
            "--seed",
            "1",
            "--strip",
            "--out",
            "DISK/out",
            "--device",
            "cpu"
        ),
        new("add-noise", "noise", "data/0000.png", "--out", "DISK/noise.png"),
        new("steps", "steps", "a red square", "--model", "small", "--seed", "1", "--out", "DISK/steps.png"),
        new("survival", "drown", "data/0000.png", "--model", "small", "--out", "DISK/survival.png"),
        new("map", "map", "--model", "small", "--out", "DISK/map.png"),
        new("stereogram", "stereogram", "hidden.png", "--out", "DISK/stereogram.png"),
        new(
            "train",
            "train",
            "--data",
            "data",
            "--recipe",
            "small.json",
            "--steps",
            "20",
            "--out",
            "DISK/run",
            "--device",
            "cpu"
        ),
        new(
            "train --lora",
            "train",
            "--data",
            "data",
            "--from",
            "small",
            "--lora",
            "2",
            "--prior",
            "2",
            "--steps",
            "5",
            "--batch",
            "2",
            "--out",
            "DISK/run",
            "--device",
            "cpu"
        ),
        new(
            "distill",
            "distill",
            "--data",
            "data",
            "--model",
            "small",
            "--draw-steps",
            "2",
            "--prompts",
            "2",
            "--guidance",
            "2",
            "--steps",
            "5",
            "--out",
            "DISK/run",
            "--device",
            "cpu"
        ),
        new("data crop", "data", "crop", "data", "--out", "DISK/cut"),
        new("data check of a zip", "data", "check", "x.zip"),
        new("serve --new-key", "serve", "--new-key", "a", "--data", "DISK/studio"),
    ];

    /// <summary>Runs it; null where no disk could be mounted, else whether anything was found.</summary>
    public async Task<bool?> RunAsync(CancellationToken stop)
    {
        using SmallDisk? disk = SmallDisk.TryMount(Path.Combine(_folder, "disk"), Megabytes);
        if (disk is null)
            return null;
        SmallModel.Save(Path.Combine(_folder, "models", "small"), latent: false);
        SmallData.Write(Path.Combine(_folder, "data"), 6, side: 64);
        PngFile.Write(Path.Combine(_folder, "hidden.png"), Square(320));
        SmallData.WriteZip(Path.Combine(_folder, "x.zip"), 20, side: 64);
        SmallData.WriteRecipe(Path.Combine(_folder, "small.json"));
        foreach (Writer writer in s_writers)
            await FullAsync(writer, disk, stop);
        await new FullStudio(_folder, disk).RunAsync(_rows, stop);
        Show();
        return _rows.Any(row => row.Broken.Count > 0);
    }

    /// <summary>A white square on black.</summary>
    private static RgbImage Square(int side)
    {
        byte[] pixels = new byte[side * side * 3];
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] =
                i / 3 % side > side / 3
                && i / 3 % side < side * 2 / 3
                && i / 3 / side > side / 3
                && i / 3 / side < side * 2 / 3
                    ? (byte)255
                    : (byte)0;
        return new RgbImage(side, side, pixels);
    }

    private async Task FullAsync(Writer writer, SmallDisk disk, CancellationToken stop)
    {
        (int runs, int refused, string done) = (0, 0, "never");
        List<string> broken = [];
        long[] sizes = quick ? [0, 1 << 13, 1 << 16] : [0, .. Enumerable.Range(0, 13).Select(i => 4_096L << i)];
        foreach (long free in sizes)
        {
            disk.Leave(free);
            if (await OneAsync($"{free >> 10} KB free"))
                continue;
            done = $"{free >> 10} KB";
            break;
        }
        disk.Leave(Megabytes << 20);
        disk.ReadOnly();
        if (!await OneAsync("read-only"))
            broken.Add("read-only: was not refused");
        disk.Writable();
        _rows.Add((writer.Name, runs, refused, done, broken));
        console.MarkupLineInterpolated(
            $"{writer.Name}: {runs} runs, {refused} refused, done with {done}, {broken.Count} broken"
        );

        async Task<bool> OneAsync(string state)
        {
            runs++;
            (int code, _, string errors) = await CommandProcess.RunAsync(
                _folder,
                disk.Path,
                [.. writer.Line.Select(word => word.Replace("DISK", disk.Path, StringComparison.Ordinal))],
                stop
            );
            string[] lines = errors.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            string last = lines.Length == 0 ? "" : lines[^1];
            if (code is not (0 or 2))
                broken.Add($"{state}: exit code {code}: {Sentence.Shown(last)}");
            if (
                code != 0
                && (
                    Sentence.Fault(last, 800) is not null
                    || errors.Contains("   at ", StringComparison.Ordinal)
                    || errors.Contains("made a mistake", StringComparison.Ordinal)
                )
            )
                broken.Add($"{state}: {Sentence.Shown(errors)}");
            if (Half(disk) is { } half)
                broken.Add($"{state}: {half}");
            if (code == 2)
                refused++;
            return code != 0;
        }
    }

    /// <summary>What on the disk is not whole; null where everything is.</summary>
    internal static string? Half(SmallDisk disk)
    {
        foreach (string file in disk.Files())
        {
            string name = Path.GetRelativePath(disk.Path, file);
            try
            {
                if (Leftover.Is(file))
                    return $"'{name}' is left";
                switch (Path.GetExtension(file))
                {
                    case ".png":
                        _ = ImageFile.Decode(File.ReadAllBytes(file));
                        break;
                    case ".safetensors":
                        SafetensorsFile.Open(file).Dispose();
                        break;
                    case ".json":
                        JsonDocument.Parse(File.ReadAllBytes(file)).Dispose();
                        break;
                    case ".jsonl":
                        foreach (string line in File.ReadLines(file))
                            JsonDocument.Parse(line).Dispose();
                        break;
                    default:
                        break;
                }
            }
            catch (Exception error) when (error is HippogriffException or JsonException)
            {
                return $"'{name}' is half: {error.Message}";
            }
        }
        return null;
    }

    private void Show()
    {
        Table table = new Table().AddColumns("Command", "Runs", "Refused", "Done with", "Broken");
        foreach ((string command, int runs, int refused, string done, List<string> broken) in _rows)
            table.AddRow(command, $"{runs}", $"{refused}", done, $"{broken.Count}");
        console.Write(table);
        foreach ((string command, _, _, _, List<string> broken) in _rows)
        foreach (string fault in broken)
            console.MarkupLineInterpolated($"[red]{command}, {fault}[/]");
    }
}
