using System.Security.Cryptography;

namespace Hippogriff.Studio.Pages.Forms;

/// <summary>
/// The seed of a form. Unlocked, every drawing takes a new one and shows it; a number that was rolled or typed is used
/// once, a locked one always.
/// </summary>
public sealed class SeedChoice
{
    private bool _chosen;

    /// <summary>The number that stands in the field; null before the first drawing.</summary>
    public long? Value { get; private set; }

    /// <summary>The number is used again and again.</summary>
    public bool Locked { get; private set; }

    /// <summary>The seed of the next drawing; null lets the queue roll one.</summary>
    public long? Next => Locked || _chosen ? Value : null;

    /// <summary>A number that was typed; an empty field takes the lock away as well.</summary>
    public void Choose(long? value)
    {
        (Value, _chosen) = (value, value is not null);
        if (value is null)
            Locked = false;
    }

    /// <summary>A new number.</summary>
    public void Roll() => Choose(RandomNumberGenerator.GetInt32(int.MaxValue));

    /// <summary>Locks the number that stands there, or a new one; or takes the lock away.</summary>
    public void Toggle()
    {
        if (!Locked && Value is null)
            Roll();
        Locked = !Locked;
    }

    /// <summary>Shows the number that a drawing really had.</summary>
    public void Used(long? seed) => (Value, _chosen) = (seed ?? Value, false);

    /// <summary>Takes the number of an earlier picture and keeps it.</summary>
    public void Keep(long seed)
    {
        Choose(seed);
        Locked = true;
    }
}
