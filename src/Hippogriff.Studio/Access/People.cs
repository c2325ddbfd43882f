using System.Security.Cryptography;
using Hippogriff.Studio.Storage;
using Hippogriff.Weights;

namespace Hippogriff.Studio.Access;

/// <summary>
/// The people who have joined, with their name tags. They are kept in the database, so a tag holds over a restart.
/// Whoever is removed is out at once, since every request and window asks here. Thread-safe.
/// </summary>
internal sealed class People(StudioDatabase database, TimeProvider clock)
{
    /// <summary>Maximum number of people.</summary>
    public const int Most = 100;

    /// <summary>How long a name can be taken again once the teacher has allowed it.</summary>
    public static readonly TimeSpan Open = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, DateTimeOffset> _allowed = [];
    private readonly Dictionary<string, int> _windows = [];
    private Dictionary<string, StudioPerson>? _people;

    /// <summary>Raised on any thread when somebody came, went, or was removed.</summary>
    public event Action? Changed;

    /// <summary>All people by name.</summary>
    public IReadOnlyList<StudioPerson> All()
    {
        lock (_gate)
            return [.. There().Values.OrderBy(person => PersonName.Key(person.Name), StringComparer.Ordinal)];
    }

    /// <summary>The person with an id; null if there is none.</summary>
    public StudioPerson? Find(string id)
    {
        lock (_gate)
            return There().GetValueOrDefault(id);
    }

    /// <summary>How many windows somebody has open.</summary>
    public int WindowsOf(string id)
    {
        lock (_gate)
            return _windows.GetValueOrDefault(id);
    }

    /// <summary>Somebody joins with a name.</summary>
    /// <exception cref="NameRefusedException">The name is not allowed or taken, or there are too many.</exception>
    public NameTag Join(string? typed)
    {
        string name = PersonName.Read(typed);
        StudioPerson person;
        string secret = NewSecret(),
            print = StudioPerson.PrintOf(secret);
        lock (_gate)
        {
            StudioPerson? other = There()
                .Values.FirstOrDefault(one => PersonName.Key(one.Name) == PersonName.Key(name));
            if (other is not null && !IsAllowed(other.Id))
                throw new NameRefusedException(
                    NameFault.Taken,
                    other.Name,
                    $"There is a {Quoted.Name(other.Name)} already. Add a letter of your last name; if it is you on "
                        + "another device, ask your teacher."
                );
            if (other is null && There().Count >= Most)
                throw new NameRefusedException(
                    NameFault.Full,
                    name,
                    $"There are {Most} people here already, and no more can join."
                );
            person = other is null
                ? new StudioPerson(NewId(), name, print, clock.GetUtcNow())
                : other with
                {
                    Print = print,
                };
            Write(person);
            There()[person.Id] = person;
            _allowed.Remove(person.Id);
        }
        Changed?.Invoke();
        return new NameTag(person, secret);
    }

    /// <summary>Lets the next one who types this person's name be this person, on another device.</summary>
    public void Allow(string id)
    {
        lock (_gate)
            if (There().ContainsKey(id))
                _allowed[id] = clock.GetUtcNow();
    }

    /// <summary>Takes the tags of people away.</summary>
    public void Remove(IReadOnlyCollection<string> ids)
    {
        lock (_gate)
        {
            database.Write(connection =>
            {
                foreach (string id in ids)
                    connection.Run("DELETE FROM person WHERE id = $id", ("$id", id));
            });
            foreach (string id in ids)
                There().Remove(id);
        }
        Changed?.Invoke();
    }

    /// <summary>A window was opened (1) or closed (-1).</summary>
    public void Count(string id, int change)
    {
        lock (_gate)
            _windows[id] = Math.Max(0, _windows.GetValueOrDefault(id) + change);
        Changed?.Invoke();
    }

    private bool IsAllowed(string id) =>
        _allowed.TryGetValue(id, out DateTimeOffset since) && clock.GetUtcNow() - since < Open;

    private Dictionary<string, StudioPerson> There() =>
        _people ??= database
            .Read(connection =>
                connection.Rows(
                    "SELECT id, name, secret, created FROM person",
                    row => new StudioPerson(row.GetString(0), row.GetString(1), row.GetString(2), row.Time(3))
                )
            )
            .ToDictionary(person => person.Id);

    private void Write(StudioPerson person) =>
        database.Write(connection =>
            connection.Run(
                "INSERT INTO person (id, name, secret, created) VALUES ($id, $name, $secret, $created) "
                    + "ON CONFLICT (id) DO UPDATE SET secret = $secret",
                ("$id", person.Id),
                ("$name", person.Name),
                ("$secret", person.Print),
                ("$created", person.Created.ToUnixTimeMilliseconds())
            )
        );

    private static string NewId() => "person-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));

    private static string NewSecret() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
}
