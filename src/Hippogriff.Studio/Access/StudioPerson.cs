using System.Security.Cryptography;
using System.Text;

namespace Hippogriff.Studio.Access;

/// <summary>Somebody who has joined with a name.</summary>
/// <param name="Id">Their id, the owner of what they make.</param>
/// <param name="Name">Their name, which nobody else has.</param>
/// <param name="Print">The hash of their tag's secret; another one makes older tags void.</param>
/// <param name="Created">When they joined.</param>
internal sealed record StudioPerson(string Id, string Name, string Print, DateTimeOffset Created)
{
    /// <summary>What is kept of a secret. Secrets are long and random, so a plain hash gives nothing away.</summary>
    public static string PrintOf(string secret) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}

/// <summary>A name tag, for the cookie of one browser.</summary>
/// <param name="Person">Whose it is.</param>
/// <param name="Secret">What shows that it is genuine; nothing else has it.</param>
internal sealed record NameTag(StudioPerson Person, string Secret);
