using System.Net;

namespace Hippogriff.Studio.Access;

/// <summary>Slows down who guesses the code of a class. Thread-safe.</summary>
internal sealed class WrongCodes(TimeProvider clock)
{
    /// <summary>Wrong codes of one address in a minute.</summary>
    public const int Most = 10;

    private const int MostAddresses = 10_000;
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);
    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, (long Since, int Count)> _wrong = [];

    /// <summary>Whether an address has to wait.</summary>
    public bool IsBarred(IPAddress? address)
    {
        lock (_gate)
            return address is not null && Now(address).Count >= Most;
    }

    /// <summary>Counts a wrong code.</summary>
    public void Count(IPAddress? address)
    {
        if (address is null)
            return;
        lock (_gate)
        {
            if (_wrong.Count >= MostAddresses)
                _wrong.Clear();
            (long since, int count) = Now(address);
            _wrong[address] = (since, count + 1);
        }
    }

    private (long Since, int Count) Now(IPAddress address)
    {
        long now = clock.GetTimestamp();
        return
            _wrong.TryGetValue(address, out (long Since, int Count) before)
            && clock.GetElapsedTime(before.Since, now) < s_minute
            ? before
            : (now, 0);
    }
}
