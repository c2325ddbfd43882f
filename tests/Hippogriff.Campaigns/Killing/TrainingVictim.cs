using Hippogriff.Campaigns.Fuzzing;
using Hippogriff.Campaigns.Readers;

namespace Hippogriff.Campaigns.Killing;

/// <summary>
/// A training that is killed and gone on with until it ends: its weights then are the same bits as those of one that
/// nobody killed. LoRAs and distillations keep checkpoints minutes apart, so they are now and then asked to end, which
/// saves, and killed after they went on.
/// </summary>
/// <param name="folder">A folder of its own.</param>
/// <param name="line">The command without <c>--out</c>, as it begins.</param>
/// <param name="again">The command without <c>--out</c>, as it goes on.</param>
/// <param name="result">The folder or file of the result within the run.</param>
/// <param name="asks">Asks it to end now and then.</param>
internal sealed class TrainingVictim(string folder, string[] line, string[] again, string result, bool asks)
    : Victim(folder)
{
    private const string Unharmed = "unharmed/run",
        Tried = "tried/run"; // a LoRA goes by the name of its run
    private string _weights = "";

    /// <summary><c>hippogriff train</c>, of an autoencoder and a denoiser.</summary>
    public static TrainingVictim Whole(string folder) =>
        new(
            folder,
            ["train", "--data", "data", "--recipe", "small.json", "--steps", "500", "--device", "cpu"],
            ["train", "--data", "data", "--resume", "--steps", "500", "--device", "cpu"],
            "model",
            asks: false
        );

    /// <summary><c>hippogriff train --lora</c>.</summary>
    public static TrainingVictim Lora(string folder)
    {
        string[] length = ["--steps", "400", "--device", "cpu"];
        return new(
            folder,
            ["train", "--data", "data", "--from", "small", "--lora", "2", "--prior", "4", "--batch", "2", .. length],
            ["train", "--data", "data", "--resume", .. length],
            "",
            asks: true
        );
    }

    /// <summary><c>hippogriff distill</c>.</summary>
    public static TrainingVictim Distilled(string folder)
    {
        string[] length = ["--steps", "500", "--device", "cpu"];
        return new(
            folder,
            [
                "distill",
                "--data",
                "data",
                "--model",
                "small",
                "--draw-steps",
                "2",
                "--substeps",
                "1",
                "--prompts",
                "2",
                "--guidance",
                "2",
                .. length,
            ],
            ["distill", "--data", "data", "--resume", .. length],
            "model",
            asks: true
        );
    }

    public override async Task PrepareAsync(CancellationToken stop)
    {
        SmallModel.Save(In("models", "small"));
        SmallData.Write(In("data"));
        SmallData.WriteRecipe(In("small.json"));
        long start = Environment.TickCount64;
        (int code, _, string errors) = await CommandProcess.RunAsync(Folder, stop, [.. line, "--out", Unharmed]);
        if (code != 0)
            throw new InvalidOperationException(errors);
        TypicalTime = TimeSpan.FromMilliseconds(Environment.TickCount64 - start);
        _weights = Weights(Unharmed);
    }

    public override async Task<bool> KillAsync(Dice dice, CancellationToken stop)
    {
        bool begun = Directory.Exists(In(Tried)) && Directory.EnumerateFiles(In(Tried), "*.json").Any();
        if (!begun)
            Fresh(Tried);
        using CommandProcess process = CommandProcess.Start(Folder, [.. begun ? again : line, "--out", Tried]);
        bool ended = await EndsByChanceAsync(process, dice, stop);
        if (!ended && asks && dice.OneIn(3))
        {
            await process.InterruptAsync(stop);
            Count("asked to end");
            ended = true;
            if (process.ExitCode != 0)
                throw new BrokenRule("asked to end, and failed", process.Errors);
            if (!IsWhole())
                return false;
        }
        await process.KillAsync();
        WholePictures(In(Tried));
        if (!ended)
        {
            Count("temporary files left by the kill", Leftovers(In(Tried)).Count);
            return true;
        }
        if (process.ExitCode != 0)
            throw new BrokenRule("did not go on", process.Errors);
        Compare();
        return false;
    }

    public override async Task EndAsync(CancellationToken stop)
    {
        if (!Directory.Exists(In(Tried)))
            return;
        (int code, _, string errors) = await CommandProcess.RunAsync(Folder, stop, [.. again, "--out", Tried]);
        if (code != 0)
            throw new BrokenRule("did not go on", errors);
        Compare();
    }

    private void Compare()
    {
        if (Weights(Tried) != _weights)
            throw new BrokenRule("other weights than without kills", In(Tried));
        if (Leftovers(In(Tried)) is { Count: > 0 } left)
            throw new BrokenRule("a temporary file is left", string.Join(", ", left));
        Count("same weights at the end");
        Fresh(Tried);
    }

    /// <summary>The run has made its steps: the weights are those of the end.</summary>
    private bool IsWhole() => Weights(Tried) == _weights;

    private string Weights(string run)
    {
        string path = In(run, result);
        if (!Directory.Exists(path))
            return "";
        return result.Length > 0
            ? HashOfWeights(path)
            : string.Concat(Directory.GetFiles(path, "*.safetensors").Order(StringComparer.Ordinal).Select(Hash));
    }
}
