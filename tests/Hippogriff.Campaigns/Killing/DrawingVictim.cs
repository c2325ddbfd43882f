using Hippogriff.Campaigns.Fuzzing;
using Hippogriff.Campaigns.Readers;

namespace Hippogriff.Campaigns.Killing;

/// <summary>
/// <c>hippogriff generate</c> of a dozen pictures with their steps. Afterwards each picture is whole, and the same as
/// where nobody killed it.
/// </summary>
internal sealed class DrawingVictim(string folder) : Victim(folder)
{
    private readonly Dictionary<string, string> _hashes = new(StringComparer.Ordinal);

    public override async Task PrepareAsync(CancellationToken stop)
    {
        SmallModel.Save(In("models", "small"));
        long start = Environment.TickCount64;
        (int code, _, string errors) = await CommandProcess.RunAsync(Folder, stop, Line("whole"));
        if (code != 0)
            throw new InvalidOperationException(errors);
        TypicalTime = TimeSpan.FromMilliseconds(Environment.TickCount64 - start);
        foreach (string picture in WholePictures(In("whole")))
            _hashes[Path.GetFileName(picture)] = Hash(picture);
    }

    public override async Task<bool> KillAsync(Dice dice, CancellationToken stop)
    {
        Fresh("out");
        using CommandProcess process = CommandProcess.Start(Folder, Line("out"));
        bool killed = !await EndsByChanceAsync(process, dice, stop);
        await process.KillAsync();
        Check();
        if (!dice.OneIn(10))
            return killed;
        // goes on under other names, and sweeps
        (int code, _, string errors) = await CommandProcess.RunAsync(Folder, stop, Line("out"));
        if (code != 0)
            throw new BrokenRule("the next run failed", errors);
        WholePictures(In("out"));
        if (Leftovers(In("out")) is { Count: > 0 } left)
            throw new BrokenRule("a temporary file is left", string.Join(", ", left));
        return killed;
    }

    private void Check()
    {
        foreach (string picture in WholePictures(In("out")))
        {
            if (!_hashes.TryGetValue(Path.GetFileName(picture), out string? hash))
                throw new BrokenRule("a name of its own", picture);
            if (hash != Hash(picture))
                throw new BrokenRule("another picture of the same seed", picture);
            Count("same bytes");
        }
    }

    private static string[] Line(string output) =>
        [
            "generate",
            "a red square",
            "--model",
            "small",
            "--count",
            "12",
            "--seed",
            "1",
            "--steps",
            "6",
            "--strip",
            "--out",
            output,
            "--device",
            "cpu",
        ];
}
