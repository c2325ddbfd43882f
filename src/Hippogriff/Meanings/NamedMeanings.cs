namespace Hippogriff.Meanings;

/// <summary>A name that a model can draw.</summary>
/// <param name="Name">The name. Several entries may share it, each with another word for the same thing.</param>
/// <param name="Kind">Its one kind.</param>
/// <param name="Word">The word to look up; unset: the name itself.</param>
public sealed record MeaningName(string Name, WordKinds Kind, string? Word = null);

/// <summary>A name and its similarity to the query.</summary>
/// <param name="Name">The name.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Likeness">Cosine of the two meanings, -1 to 1.</param>
public sealed record NearName(string Name, WordKinds Kind, double Likeness);

/// <summary>
/// Names with their meanings. Finds the nearest one to a word, and decides whether it is near enough.
/// </summary>
public sealed class NamedMeanings
{
    /// <summary>Bonus for a name of the word's main kind in the ranking; thresholds do not include it.</summary>
    public const double MainKindBonus = 0.1;

    private const double LeastThreshold = 0.5,
        MostThreshold = 0.6;
    private const int FewThings = 60,
        ManyThings = 360;
    private const WordKinds Listed = WordKinds.Colour | WordKinds.Number;

    private readonly MeaningTable _table;
    private readonly (MeaningName Name, Meaning Meaning)[] _names;

    /// <param name="table">The table.</param>
    /// <param name="names">The names; unknown ones are listed in <see cref="Missing"/>.</param>
    public NamedMeanings(MeaningTable table, IEnumerable<MeaningName> names)
    {
        _table = table;
        List<(MeaningName, Meaning)> found = [];
        List<string> missing = [];
        foreach (MeaningName name in names)
        {
            if (table.LookUp(name.Word ?? name.Name) is { } meaning)
                found.Add((name, meaning));
            else
                missing.Add(name.Word ?? name.Name);
        }
        (_names, Missing) = ([.. found], missing);
        int things = found
            .Where(one => one.Item1.Kind.Share(WordKinds.Thing))
            .Select(one => one.Item1.Name)
            .Distinct(StringComparer.Ordinal)
            .Count();
        Threshold =
            LeastThreshold
            + (MostThreshold - LeastThreshold)
                * Math.Clamp((things - FewThings) / (double)(ManyThings - FewThings), 0, 1);
    }

    /// <summary>Words of names that the table does not know.</summary>
    public IReadOnlyList<string> Missing { get; }

    /// <summary>
    /// Minimum cosine to accept: 0.5 for up to 60 things, 0.6 for 360 and more, linear between. With more names, the
    /// nearest one is nearer by chance.
    /// </summary>
    public double Threshold { get; }

    /// <summary>
    /// The nearest names, best first, without duplicates. Names of a kind that the word cannot be are ignored. Names of
    /// its main kind rank 0.1 higher, and so do colours and numbers if the word can be one.
    /// </summary>
    /// <param name="meaning">The query.</param>
    /// <param name="most">Maximum number of names.</param>
    /// <param name="byKind">False: compares names of all kinds by cosine alone.</param>
    /// <param name="where">Filter of names; null for all.</param>
    public IReadOnlyList<NearName> Nearest(
        Meaning meaning,
        int most = 1,
        bool byKind = true,
        Func<MeaningName, bool>? where = null
    ) =>
        [
            .. _names
                .Where(one =>
                    (!byKind || IsOfAKind(one.Name, one.Meaning, meaning)) && where?.Invoke(one.Name) != false
                )
                .Select(one =>
                    (
                        Near: new NearName(one.Name.Name, one.Name.Kind, Likeness(one.Meaning, meaning)),
                        Bonus: byKind ? Bonus(one.Name.Kind, meaning) : 0
                    )
                )
                .OrderByDescending(one => one.Near.Likeness + one.Bonus)
                .Select(one => one.Near)
                .DistinctBy(near => near.Name)
                .Take(most),
        ];

    /// <summary>The nearest name if it is near enough; otherwise null.</summary>
    /// <param name="meaning">The query.</param>
    /// <param name="where">Filter of names; null for all.</param>
    public NearName? Accept(Meaning meaning, Func<MeaningName, bool>? where = null) =>
        Nearest(meaning, where: where) is [var near] && near.Likeness >= Threshold ? near : null;

    private double Likeness(Meaning name, Meaning asked) =>
        name.Rows is [var row] ? _table.Cosine(row, asked.Vector) : Product(name.Vector, asked.Vector);

    /// <summary>
    /// Whether a word can be of a name's kind. Things and persons count as one kind only if both words can be the same
    /// one of them. An astronaut is only a person and no spaceship; a dragon is a thing and a person and can be a
    /// dinosaur.
    /// </summary>
    private static bool IsOfAKind(MeaningName name, Meaning named, Meaning asked) =>
        name.Kind.Share(WordKinds.Thing)
            ? ((name.Kind | named.Kinds) & asked.Kinds & (WordKinds.Thing | WordKinds.Person)) != WordKinds.None
            : name.Kind.Share(asked.Kinds);

    private static double Bonus(WordKinds name, Meaning asked) =>
        name.Share(asked.Main) || (name & Listed & asked.Kinds) != WordKinds.None ? MainKindBonus : 0;

    private static double Product(IReadOnlyList<float> a, IReadOnlyList<float> b)
    {
        double sum = 0;
        for (int i = 0; i < MeaningTable.Width; i++)
            sum += (double)a[i] * b[i];
        return sum;
    }
}
