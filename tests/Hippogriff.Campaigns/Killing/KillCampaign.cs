using System.Text.Json;
using Hippogriff.Campaigns.Fuzzing;
using Spectre.Console;

namespace Hippogriff.Campaigns.Killing;

/// <summary>A kind of victim.</summary>
/// <param name="Name">By which the command line calls it.</param>
/// <param name="About">What is killed.</param>
/// <param name="Share">Its share of the kills.</param>
/// <param name="Make">Makes one in a folder.</param>
internal sealed record VictimKind(string Name, string About, int Share, Func<string, Victim> Make)
{
    public static IReadOnlyList<VictimKind> All { get; } =
    [
        new(
            "serve",
            "the server, with clients that order, cancel, upload, delete and like",
            25,
            folder => new StudioVictim(folder, deleting: false)
        ),
        new(
            "gallery",
            "the server, with clients that delete pictures and bring them back",
            10,
            folder => new StudioVictim(folder, deleting: true)
        ),
        new("generate", "a dozen pictures with their steps", 15, folder => new DrawingVictim(folder)),
        new("train", "a training of an autoencoder and a denoiser", 15, TrainingVictim.Whole),
        new("lora", "a training of a LoRA", 8, TrainingVictim.Lora),
        new("distill", "a distillation", 9, TrainingVictim.Distilled),
        new("crop", "pictures that are cut", 10, folder => new CropVictim(folder)),
        new("zip", "a zip that is looked through", 8, folder => new ZipVictim(folder)),
    ];
}

/// <summary>Figures of one kind.</summary>
internal sealed record KillFigures(
    string Name,
    int Kills,
    int Ended,
    int Broken,
    IReadOnlyDictionary<string, long> Counts
);

/// <summary>Kills processes at random moments, over and over, and looks at what they leave.</summary>
internal sealed class KillCampaign(
    IReadOnlyList<VictimKind> kinds,
    int times,
    long seed,
    string findings,
    string? figures,
    IAnsiConsole console
)
{
    private readonly List<KillFigures> _figures = [];

    /// <summary>Runs it; answers whether anything was found.</summary>
    public async Task<bool> RunAsync(CancellationToken stop)
    {
        int shares = kinds.Sum(kind => kind.Share);
        foreach (VictimKind kind in kinds)
        {
            _figures.Add(await OneAsync(kind, Math.Max(1, times * kind.Share / shares), stop));
            if (figures is not null)
                File.WriteAllText(figures, JsonSerializer.Serialize(_figures));
            if (stop.IsCancellationRequested)
                break;
        }
        Table table = new Table().AddColumns("Killed", "Kills", "Ended before", "Broken", "Looked at");
        foreach (KillFigures f in _figures)
            table.AddRow(
                f.Name,
                $"{f.Kills}",
                $"{f.Ended}",
                $"{f.Broken}",
                Markup.Escape(string.Join(", ", f.Counts.Select(pair => $"{pair.Value} {pair.Key}")))
            );
        console.Write(table);
        return _figures.Any(f => f.Broken > 0);
    }

    private async Task<KillFigures> OneAsync(VictimKind kind, int count, CancellationToken stop)
    {
        string folder = Scratch.New(inMemory: false);
        Victim victim = kind.Make(folder);
        (int kills, int ended, int broken, int told) = (0, 0, 0, 0);
        await victim.PrepareAsync(stop);
        for (long round = 0; kills < count && broken < 5 && ended < 20 + 4 * count; round++)
        {
            try
            {
                if (await victim.KillAsync(Dice.For(seed, kind.Name, round), stop))
                    kills++;
                else
                    ended++;
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                break;
            }
            catch (BrokenRule rule)
            {
                Broken(rule, round);
            }
            if (kills / 25 > told)
            {
                told = kills / 25;
                console.MarkupLineInterpolated($"[grey]{kind.Name}: {kills} kills of {count}, {broken} broken[/]");
            }
        }
        try
        {
            if (!stop.IsCancellationRequested)
                await victim.EndAsync(stop);
        }
        catch (BrokenRule rule)
        {
            Broken(rule, -1);
        }
        console.MarkupLineInterpolated(
            $"{kind.Name}: {kills} kills, {ended} ended before, {broken} broken; {string.Join(", ", victim.Counts.Select(pair => $"{pair.Value} {pair.Key}"))}"
        );
        if (broken == 0)
            Directory.Delete(folder, recursive: true);
        return new KillFigures(kind.Name, kills, ended, broken, victim.Counts);

        void Broken(BrokenRule rule, long round)
        {
            broken++;
            string kept = Path.Combine(findings, $"kill-{kind.Name}-{seed}-{round}");
            Directory.CreateDirectory(findings);
            File.WriteAllText(
                kept + ".txt",
                $"{rule.Message}\nkill {kind.Name} --seed {seed}, round {round}; what it left is in {folder}\n"
            );
            console.MarkupLineInterpolated($"[red]{kind.Name}, round {round}: {Sentence.Shown(rule.Message)}[/]");
        }
    }
}
