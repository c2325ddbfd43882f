using Hippogriff.Studio.Access;
using Hippogriff.Studio.Configuration;

namespace Hippogriff.Studio.Jobs;

/// <summary>
/// What each owner gets of the device: how much in turn, and how many pictures a day. The file of keys is asked each
/// time, so a change holds at once. Thread-safe.
/// </summary>
internal sealed class OwnerShares(StudioOptions options, ApiKeys keys)
{
    /// <summary>Time in which a day's pictures are counted.</summary>
    public static readonly TimeSpan Day = TimeSpan.FromHours(24);

    /// <summary>Limits that hold for all.</summary>
    public StudioLimits Limits => options.Limits;

    /// <summary>Whether a class uses the studio.</summary>
    public bool IsClass => options.IsClass;

    /// <summary>Share while several wait: 2 gets twice as much of the device as 1.</summary>
    public double WeightOf(string owner) => RightsOf(owner)?.Weight ?? 1;

    /// <summary>Most pictures in <see cref="Day"/>; null for no limit.</summary>
    public int? PicturesOf(string owner) => RightsOf(owner)?.PicturesADay;

    // the owners of a class are ids of people, and no keys
    private KeyRights? RightsOf(string owner) => owner.Length == 0 || options.IsClass ? null : keys.RightsOf(owner);
}
