namespace Hippogriff.Campaigns.Fuzzing;

/// <summary>Something that reads what comes from outside, and is handed damaged and hostile inputs.</summary>
/// <param name="Name">By which the command line calls it.</param>
/// <param name="About">What is read, in words.</param>
/// <param name="Share">Its share of a campaign's inputs, beside the shares of the others: cheap readers get
/// many.</param>
/// <param name="Open">Makes it ready in a process of its own.</param>
internal sealed record Reader(string Name, string About, int Share, Func<Bench, Reading> Open)
{
    /// <summary>Bytes that a reading may allocate whatever the size of its input.</summary>
    public long Base { get; init; } = 8 << 20;

    /// <summary>Milliseconds that a reading may take.</summary>
    public int Milliseconds { get; init; } = 1_000;

    /// <summary>Native code does the work: its memory is looked at after each input.</summary>
    public bool Native { get; init; }
}

/// <summary>A reader that is ready.</summary>
/// <param name="Next">Makes an input, a pure function of the dice.</param>
/// <param name="Read">Reads it. What it throws is judged by <see cref="Examiner"/>.</param>
internal sealed record Reading(Func<Dice, byte[]> Next, Action<byte[]> Read)
{
    /// <summary>
    /// Size of an input once unpacked, as it says honestly of itself (pixels of a picture); memory and time are allowed
    /// by it. Null: its bytes.
    /// </summary>
    public Func<byte[], long>? Worth { get; init; }
}

/// <summary>What a reader breaks a rule with that no exception of its own tells.</summary>
internal sealed class BrokenRule(string rule, string detail) : Exception($"{rule}: {detail}")
{
    /// <summary>The rule, by which findings are told apart.</summary>
    public string Rule => rule;
}

/// <summary>Where a reader works: a scratch folder of its own, on a disk of memory where there is one.</summary>
internal sealed class Bench(string folder)
{
    public string Folder { get; } = Directory.CreateDirectory(folder).FullName;

    /// <summary>Full path of a file here.</summary>
    public string In(string name) => Path.Combine(Folder, name);

    /// <summary>Writes an input under a name, over the one before.</summary>
    public string Put(string name, byte[] bytes)
    {
        string path = In(name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    /// <summary>A fresh folder of that name.</summary>
    public string Fresh(string name)
    {
        string path = In(name);
        if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
        return Directory.CreateDirectory(path).FullName;
    }

    /// <summary>The files that came with the program, whose names end so.</summary>
    public static IReadOnlyList<byte[]> Corpus(string folder, string ending) =>
        [
            .. Directory
                .EnumerateFiles(
                    Path.Combine(AppContext.BaseDirectory, "corpus", folder),
                    "*",
                    SearchOption.AllDirectories
                )
                .Where(file => file.EndsWith(ending, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(File.ReadAllBytes),
        ];
}
