using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;

namespace Hippogriff.Studio.Access;

/// <summary>
/// Addresses that open without a key for an hour. The signature holds path and end, made unforgeable by the studio's
/// own secret.
/// </summary>
internal sealed class SignedAddresses(IDataProtectionProvider protection, TimeProvider clock)
{
    /// <summary>Name of the signature in the query.</summary>
    public const string Parameter = "signature";

    /// <summary>How long an address opens.</summary>
    public static readonly TimeSpan Lasts = TimeSpan.FromHours(1);

    private const int LongestSignature = 1_000;
    private readonly IDataProtector _protector = protection.CreateProtector("addresses of pictures");

    /// <summary>The path with its signature.</summary>
    public string Sign(string path)
    {
        long end = (clock.GetUtcNow() + Lasts).ToUnixTimeSeconds();
        string signature = _protector.Protect(string.Create(CultureInfo.InvariantCulture, $"{end} {path}"));
        return $"{path}?{Parameter}={signature}";
    }

    /// <summary>Whether a request reads an address that was signed and is still open.</summary>
    public bool Opens(HttpRequest request)
    {
        if (
            !(HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
            || request.Query[Parameter] is not [{ Length: > 0 and <= LongestSignature } signature]
        )
            return false;
        try
        {
            string[] said = _protector.Unprotect(signature).Split(' ', 2);
            return said.Length == 2
                && said[1] == request.Path
                && long.TryParse(said[0], NumberStyles.None, CultureInfo.InvariantCulture, out long end)
                && clock.GetUtcNow().ToUnixTimeSeconds() <= end;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
