using Hippogriff.Denoising;

namespace Hippogriff.Studio.Pages.Forms;

/// <summary>
/// The seed of a form. If unlocked, every job takes a new seed and shows it. A rolled or typed seed is used once, a
/// locked one always.
/// </summary>
public sealed class SeedChoice
{
    private bool _chosen;

    /// <summary>The number in the field; null before the first job.</summary>
    public long? Value { get; private set; }

    /// <summary>Whether the number is reused.</summary>
    public bool Locked { get; private set; }

    /// <summary>The seed of the next job; null for a random one.</summary>
    public long? Next => Locked || _chosen ? Value : null;

    /// <summary>Sets a typed number; an empty field also removes the lock.</summary>
    public void Choose(long? value)
    {
        (Value, _chosen) = (value, value is not null);
        if (value is null)
            Locked = false;
    }

    /// <summary>A new number.</summary>
    public void Roll() => Choose(Seeds.Random());

    /// <summary>Locks the current or a new number, or removes the lock.</summary>
    public void Toggle()
    {
        if (!Locked && Value is null)
            Roll();
        Locked = !Locked;
    }

    /// <summary>Shows the seed that a job used.</summary>
    public void Used(long? seed) => (Value, _chosen) = (seed ?? Value, false);

    /// <summary>Brings back an earlier state.</summary>
    /// <param name="value">The number in the field.</param>
    /// <param name="locked">Whether it was locked.</param>
    /// <param name="chosen">Whether the next job takes it.</param>
    internal void Restore(long? value, bool locked, bool chosen) =>
        (Value, Locked, _chosen) = (value is >= 0 ? value : null, locked && value is >= 0, chosen && value is >= 0);

    /// <summary>Sets and locks the seed of an earlier picture.</summary>
    public void Keep(long seed)
    {
        Choose(seed);
        Locked = true;
    }
}
