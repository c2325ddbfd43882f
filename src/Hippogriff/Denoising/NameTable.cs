using Hippogriff.Texts;

namespace Hippogriff.Denoising;

/// <summary>A table of things by name. Only letters, digits and "+" of a name count. Thread-safe.</summary>
/// <param name="kind">Their kind, for messages: "sampler".</param>
/// <param name="namesOf">All names of a thing, its own first.</param>
/// <param name="labels">Further texts that may be meant by an unknown name; null for none.</param>
internal sealed class NameTable<T>(string kind, Func<T, string[]> namesOf, Func<IEnumerable<string>>? labels = null)
    where T : class
{
    private readonly Lock _gate = new();
    private volatile State _state = new([], new Dictionary<string, T>());

    public IReadOnlyList<T> Entries => _state.Entries;

    /// <summary>The own names of all things.</summary>
    public IReadOnlyList<string> Names => [.. Entries.Select(entry => namesOf(entry)[0])];

    public void Add(T entry)
    {
        lock (_gate)
        {
            Dictionary<string, T> byName = new(_state.ByName);
            string own = namesOf(entry)[0];
            foreach (string name in namesOf(entry).Select(Bare).Distinct())
            {
                if (name.Length == 0)
                    throw new ArgumentException($"A {kind} needs a name.", nameof(entry));
                if (!byName.TryAdd(name, entry))
                    throw new ArgumentException(
                        $"The name '{name}' of the {kind} '{own}' is taken by '{namesOf(byName[name])[0]}'.",
                        nameof(entry)
                    );
            }
            _state = new State([.. _state.Entries, entry], byName);
        }
    }

    public T? TryFind(string name) => _state.ByName.GetValueOrDefault(Bare(name));

    public T Find(string name) =>
        TryFind(name)
        ?? throw new HippogriffException(
            $"There is no {kind} '{Fit.Piece(name)}'; there are {string.Join(", ", Names)}{HintFor(name)}"
        );

    private string HintFor(string name) =>
        NearestName.Hint(name, [.. Names, .. Entries.SelectMany(namesOf), .. labels?.Invoke() ?? []]);

    /// <summary>The normalised name: "DPM++ 2M SDE", "dpmpp_2m_sde" and "dpmpp-2m-SDE" are equal.</summary>
    private static string Bare(string name) =>
        name.ToLowerInvariant().Replace("++", "pp").Replace(" ", "").Replace("_", "").Replace("-", "");

    private sealed record State(IReadOnlyList<T> Entries, IReadOnlyDictionary<string, T> ByName);
}
