using Hippogriff.Weights;

namespace Hippogriff.Kinds;

/// <summary>
/// Tells what a file with weights is, from the names and shapes in its header alone. File names and sizes do not count.
/// A whole checkpoint has several kinds: a denoiser, an autoencoder, text encoders.
/// </summary>
public static class FileKinds
{
    private static readonly string[] s_wrappers =
    [
        "state_dict.",
        "module.",
        "_orig_mod.",
        "model.model.",
        "net.",
        "diffusion_model.",
    ];
    private static readonly Lazy<IReadOnlyList<(FileKind Kind, IReadOnlyList<KindRule> Rules)>> s_table = new(Read);

    /// <summary>All known kinds.</summary>
    public static IReadOnlyList<FileKind> All => [.. UNetKinds.All, .. s_table.Value.Select(row => row.Kind)];

    /// <summary>The kind with an id; null if it is unknown.</summary>
    public static FileKind? ById(string id) => All.FirstOrDefault(kind => kind.Id == id);

    /// <summary>What a file holds, at most one denoiser first; empty if nothing in it is known.</summary>
    /// <param name="tensors">Names and shapes of its header.</param>
    public static IReadOnlyList<FoundKind> Find(IReadOnlyDictionary<string, SafetensorsEntry> tensors)
    {
        string wrapper = WrapperOf(tensors.Keys);
        List<FoundKind> found = [];
        if (UNetKinds.Find(tensors, wrapper) is { } net)
            found.Add(net);
        foreach ((FileKind kind, IReadOnlyList<KindRule> rules) in s_table.Value)
            if (
                rules.Select(rule => rule.PrefixOf(tensors, wrapper)).FirstOrDefault(at => at is not null) is { } prefix
            )
                found.Add(new FoundKind(kind, prefix));
        return found;
    }

    /// <summary>What stands before all names and says nothing, such as "state_dict."; empty if nothing does.</summary>
    public static string WrapperOf(IEnumerable<string> names)
    {
        string[] all = [.. names];
        string wrapper = "";
        while (
            all.Length > 0
            && s_wrappers.FirstOrDefault(next => all.All(name => Begins(name, wrapper.Length, next))) is { } more
        )
            wrapper += more;
        return wrapper;
    }

    private static bool Begins(string name, int at, string next) =>
        name.Length >= at && name.AsSpan(at).StartsWith(next, StringComparison.Ordinal);

    private static List<(FileKind, IReadOnlyList<KindRule>)> Read()
    {
        using Stream text = typeof(FileKinds).Assembly.GetManifestResourceStream("kinds.txt")!;
        using StreamReader reader = new(text);
        List<(FileKind, IReadOnlyList<KindRule>)> table = [];
        List<KindRule> rules = [];
        string[] prefixes = [""];
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0 || line[0] == '#')
                continue;
            if (line[0] != ' ')
            {
                string[] words = line.Split(' ', 3);
                FileRole role = Enum.Parse<FileRole>(
                    words[1].Replace("-", "", StringComparison.Ordinal),
                    ignoreCase: true
                );
                (rules, prefixes) = ([], [""]);
                table.Add((new FileKind(words[0], role, words[2]), rules));
            }
            else if (line.TrimStart() is ['@', .. var list])
                prefixes = [.. list.Split(',').Select(prefix => prefix == "~" ? "" : prefix)];
            else
                rules.Add(KindRule.Parse(line, prefixes));
        }
        return table;
    }
}
