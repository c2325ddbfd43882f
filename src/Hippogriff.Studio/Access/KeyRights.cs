using System.Globalization;

namespace Hippogriff.Studio.Access;

/// <summary>What the holder of a key may do.</summary>
public enum KeyRole
{
    /// <summary>Everything: sees and changes what all have made, trains, looks after the server.</summary>
    Admin,

    /// <summary>Draws; sees and changes only what is their own, and sees what others show to all.</summary>
    User,

    /// <summary>Sees what others show to all, and draws nothing.</summary>
    Viewer,
}

/// <summary>The rights of a key.</summary>
/// <param name="Role">What its holder may do.</param>
/// <param name="PicturesADay">Most pictures in 24 hours, 0 to 1,000,000; null for no limit.</param>
/// <param name="Weight">Share of the device while several wait, relative to others: 0.1 to 10.</param>
public sealed record KeyRights(KeyRole Role = KeyRole.Admin, int? PicturesADay = null, double Weight = 1)
{
    /// <summary>Most pictures a day that can be set.</summary>
    public const int MostPictures = 1_000_000;

    /// <summary>Least weight.</summary>
    public const double LeastWeight = 0.1;

    /// <summary>Most weight.</summary>
    public const double MostWeight = 10;

    /// <summary>What is wrong with them, in one sentence; null if nothing is.</summary>
    public string? Fault =>
        !Enum.IsDefined(Role) ? "its role is not admin, user or viewer"
        : PicturesADay is < 0 or > MostPictures
            ? string.Create(CultureInfo.InvariantCulture, $"its pictures a day are not 0 to {MostPictures:N0}")
        : Weight is >= LeastWeight and <= MostWeight ? null
        : string.Create(CultureInfo.InvariantCulture, $"its weight is not {LeastWeight} to {MostWeight}");
}

/// <summary>A key as it is listed; nothing of the key itself.</summary>
/// <param name="Name">Its user.</param>
/// <param name="Rights">What its user may do.</param>
/// <param name="Created">When it was made.</param>
public sealed record ListedKey(string Name, KeyRights Rights, DateTimeOffset Created);
