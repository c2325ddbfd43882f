using Hippogriff.Campaigns.Fuzzing;
using Hippogriff.Data;
using Hippogriff.Data.Captions;

namespace Hippogriff.Campaigns.Killing;

/// <summary>
/// <c>hippogriff data crop</c>: what was written is whole, and without its index nobody trains on the half of it.
/// </summary>
internal sealed class CropVictim(string folder) : Victim(folder)
{
    private const int Pictures = 40;

    public override async Task PrepareAsync(CancellationToken stop)
    {
        SmallData.Write(In("data"), Pictures, side: 96);
        long start = Environment.TickCount64;
        (int code, _, string errors) = await CommandProcess.RunAsync(
            Folder,
            stop,
            "data",
            "crop",
            "data",
            "--out",
            "whole",
            "--size",
            "64"
        );
        if (code != 0)
            throw new InvalidOperationException(errors);
        TypicalTime = TimeSpan.FromMilliseconds(Environment.TickCount64 - start);
    }

    public override async Task<bool> KillAsync(Dice dice, CancellationToken stop)
    {
        Fresh("out");
        using CommandProcess process = CommandProcess.Start(
            Folder,
            "data",
            "crop",
            "data",
            "--out",
            "out",
            "--size",
            "64"
        );
        bool killed = !await EndsByChanceAsync(process, dice, stop);
        await process.KillAsync();
        foreach (string picture in WholePictures(In("out")))
            if (Hash(picture) != Hash(In("whole", Path.GetFileName(picture))))
                throw new BrokenRule("another picture", picture);
        bool whole = File.Exists(In("out", CaptionedFolder.Index));
        if (whole && Directory.GetFiles(In("out"), "*.png").Length != Pictures)
            throw new BrokenRule("an index without its pictures", In("out"));
        if (!whole && Directory.Exists(In("out")) && TrainingData.Look(In("out")).Captioned > 0)
            throw new BrokenRule("half a folder that can be trained on", In("out"));
        return killed;
    }
}

/// <summary>
/// <c>hippogriff data check</c> of a zip: the folder that it was unpacked into is gone after the next start.
/// </summary>
internal sealed class ZipVictim(string folder) : Victim(folder)
{
    public override async Task PrepareAsync(CancellationToken stop)
    {
        SmallData.WriteZip(In("x.zip"), 60, side: 96);
        long start = Environment.TickCount64;
        (int code, _, string errors) = await CommandProcess.RunAsync(Folder, stop, "data", "check", "x.zip");
        if (code != 0)
            throw new InvalidOperationException(errors);
        TypicalTime = TimeSpan.FromMilliseconds(Environment.TickCount64 - start);
    }

    public override async Task<bool> KillAsync(Dice dice, CancellationToken stop)
    {
        using CommandProcess process = CommandProcess.Start(Folder, "data", "check", "x.zip");
        bool killed = !await EndsByChanceAsync(process, dice, stop);
        await process.KillAsync();
        int left = Directory.GetDirectories(In("own", "TMPDIR"), "hippogriff-*").Length;
        if (left > 2)
            throw new BrokenRule("unpacked folders are left", $"{left} of them");
        Count("folders left by a kill, swept by the next", left);
        return killed;
    }

    public override async Task EndAsync(CancellationToken stop)
    {
        _ = await CommandProcess.RunAsync(Folder, stop, "data", "check", "x.zip");
        if (Directory.GetDirectories(In("own", "TMPDIR"), "hippogriff-*") is { Length: > 0 } left)
            throw new BrokenRule("unpacked folders are left", string.Join(", ", left));
    }
}
