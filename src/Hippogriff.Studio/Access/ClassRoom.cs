using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Hippogriff.Files;
using Hippogriff.Studio.Configuration;
using Hippogriff.Studio.Storage;

namespace Hippogriff.Studio.Access;

/// <summary>
/// The class that uses the server: its code, the teacher's key, and who is in it. Code and key are kept in the folder
/// of the cookies' keys, which only the owner may read. So both are the same after a restart.
/// </summary>
internal sealed class ClassRoom
{
    /// <summary>Path of the form with code and name.</summary>
    public const string JoinPath = "/join";

    /// <summary>Path of the teacher's page; behind it the key, once.</summary>
    public const string TeacherPath = "/teacher";

    private const string File = "class.json",
        PersonClaim = "person",
        SecretClaim = "person-secret",
        TeacherClaim = "teacher";

    private const int LongestCode = 20,
        ShortestCode = 4;

    private readonly People _people;
    private readonly Kept _kept;

    public ClassRoom(StudioOptions options, DataFolder folder, People people)
    {
        (IsOpen, _people) = (options.IsClass, people);
        if (!IsOpen)
        {
            _kept = new Kept("", "");
            return;
        }
        string path = Path.Combine(folder.Make(StudioAccess.CookieFolder), File);
        Kept? before = Read(path);
        _kept = new Kept(
            options.ClassCode ?? before?.Code ?? NewCode(),
            before?.Key ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))
        );
        if (_kept != before)
            AtomicFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(_kept));
    }

    /// <summary>Whether a class uses the server.</summary>
    public bool IsOpen { get; }

    /// <summary>The code to join with.</summary>
    public string Code => _kept.Code;

    /// <summary>The path that lets the teacher in.</summary>
    public string TeacherAddress => $"{TeacherPath}/{_kept.Key}";

    /// <exception cref="HippogriffException">The code of the options is too short, too long, or odd.</exception>
    public static void RequireCode(StudioOptions options)
    {
        if (
            options.ClassCode is { } code
            && (code.Length is < ShortestCode or > LongestCode || !code.All(char.IsAsciiLetterOrDigit))
        )
            throw new HippogriffException(
                $"The code of a class has {ShortestCode} to {LongestCode} letters and digits, for tablets without "
                    + "accents and signs."
            );
    }

    /// <summary>Whether a text is the code; case and spaces do not count.</summary>
    public bool IsCode(string? typed) =>
        IsOpen
        && IsSame(
            Code.ToUpperInvariant(),
            new string([.. (typed ?? "").Where(char.IsAsciiLetterOrDigit)]).ToUpperInvariant()
        );

    /// <summary>Whether a text is the teacher's key.</summary>
    public bool IsTeacher(string? key) => IsOpen && IsSame(_kept.Key, key ?? "");

    /// <summary>The principal of the teacher.</summary>
    public ClaimsPrincipal Teacher(string scheme) =>
        new(new ClaimsIdentity([new Claim(ClaimTypes.Name, "teacher"), new Claim(TeacherClaim, Print)], scheme));

    /// <summary>The principal of somebody with a name tag.</summary>
    /// <remarks>Names of keys have no space, so nobody can take the name of one.</remarks>
    public static ClaimsPrincipal Who(NameTag tag, string scheme) =>
        new(
            new ClaimsIdentity(
                [
                    new Claim(ClaimTypes.Name, $"pupil {tag.Person.Name}"),
                    new Claim(PersonClaim, tag.Person.Id),
                    new Claim(SecretClaim, tag.Secret),
                ],
                scheme
            )
        );

    /// <summary>The id on a name tag; null for others.</summary>
    public static string? PersonOf(ClaimsPrincipal? user) => user?.FindFirst(PersonClaim)?.Value;

    /// <summary>Whether somebody is in the class now, as a pupil or as the teacher.</summary>
    public bool Knows(ClaimsPrincipal user) =>
        PersonOf(user) is { } id
            ? _people.Find(id) is { } person
                && IsSame(person.Print, StudioPerson.PrintOf(user.FindFirst(SecretClaim)?.Value ?? ""))
            : user.FindFirst(TeacherClaim)?.Value is { } print && IsSame(Print, print);

    /// <summary>Whether somebody is the teacher.</summary>
    public bool IsTeacher(ClaimsPrincipal user) => user.HasClaim(claim => claim.Type == TeacherClaim) && Knows(user);

    /// <summary>Stands for the key in cookies; it does not give access.</summary>
    private string Print => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(_kept.Key)))[..32];

    private static Kept? Read(string path)
    {
        try
        {
            return
                System.IO.File.Exists(path)
                && JsonSerializer.Deserialize<Kept>(System.IO.File.ReadAllBytes(path))
                    is { Code.Length: >= ShortestCode, Key.Length: > 0 } kept
                ? kept
                : null;
        }
        catch (JsonException)
        {
            return null; // new ones are made, and all join again
        }
    }

    /// <summary>Six digits: every tablet shows a keyboard of large digits for them.</summary>
    private static string NewCode() =>
        RandomNumberGenerator.GetInt32(1_000_000).ToString("000000", System.Globalization.CultureInfo.InvariantCulture);

    private static bool IsSame(string one, string other) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(one), Encoding.UTF8.GetBytes(other));

    private sealed record Kept(string Code, string Key);
}
