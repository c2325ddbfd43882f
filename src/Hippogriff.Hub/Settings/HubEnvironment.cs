using System.Globalization;
using System.Text.RegularExpressions;
using Hippogriff.Files;
using Hippogriff.Hub.Naming;
using Hippogriff.Weights;

namespace Hippogriff.Hub.Settings;

/// <summary>
/// Reads settings from the variables that the hub's own tools use, as they read them: an empty HF_HOME is a relative
/// path, not unset.
/// </summary>
internal sealed partial class HubEnvironment(Func<string, string?> variable, string home)
{
    private const int LongestToken = 4096;
    private const double DefaultLimit = 10;
    private static readonly string[] s_true = ["1", "ON", "YES", "TRUE"];

    /// <summary>The environment of this process.</summary>
    public static HubEnvironment OfThisUser() =>
        new(
            Environment.GetEnvironmentVariable,
            Environment.GetFolderPath(
                Environment.SpecialFolder.UserProfile,
                Environment.SpecialFolderOption.DoNotVerify
            )
        );

    /// <summary>The folder of the cache; a wrong endpoint or token does not matter to it.</summary>
    public string Cache =>
        Expanded(variable("HF_HUB_CACHE") ?? variable("HUGGINGFACE_HUB_CACHE") ?? Path.Combine(Own, "hub"));

    /// <summary>The folder that the hub's own tools have for all they keep.</summary>
    private string Own =>
        Expanded(
            variable("HF_HOME")
                ?? Path.Combine(variable("XDG_CACHE_HOME") ?? Path.Combine(home, ".cache"), "huggingface")
        );

    /// <summary>The settings.</summary>
    public HubSettings Settings()
    {
        string file = Expanded(variable("HF_TOKEN_PATH") ?? Path.Combine(Own, "token"));
        (string? token, string? source) = TokenOf(file);
        return new HubSettings
        {
            Cache = Cache,
            Endpoint = variable("HF_ENDPOINT") is { Length: > 0 } named
                ? EndpointOf(named, "HF_ENDPOINT")
                : HubAddress.Default,
            Token = token,
            TokenSource = source,
            TokenFile = file,
            SendsToken = !IsOn("HF_HUB_DISABLE_IMPLICIT_TOKEN"),
            Offline = variable("HF_HUB_OFFLINE") is { Length: > 0 }
                ? IsOn("HF_HUB_OFFLINE")
                : IsOn("TRANSFORMERS_OFFLINE"),
            UsesLinks = !IsOn("HF_HUB_DISABLE_SYMLINKS"),
            AnswerLimit = Seconds("HF_HUB_ETAG_TIMEOUT"),
            SilenceLimit = Seconds("HF_HUB_DOWNLOAD_TIMEOUT"),
        };
    }

    /// <summary>An address of a hub.</summary>
    /// <exception cref="HippogriffException">It is none.</exception>
    public static Uri EndpointOf(string text, string what) =>
        Uri.TryCreate(text.Trim().TrimEnd('/'), UriKind.Absolute, out Uri? address)
        && address.Scheme is "http" or "https"
        && address.UserInfo.Length == 0
        && address.Query.Length == 0
            ? address
            : throw new HippogriffException(
                $"{what} is {Quoted.Name(text)}, which is no address of a hub; it begins with https:// or http://."
            );

    private (string? Token, string? Source) TokenOf(string file)
    {
        string? name =
            variable("HF_TOKEN") is { Length: > 0 } ? "HF_TOKEN"
            : variable("HUGGING_FACE_HUB_TOKEN") is { Length: > 0 } ? "HUGGING_FACE_HUB_TOKEN"
            : null;
        if (name is not null && Clean(variable(name)!, name) is { } named)
            return (named, name);
        if (!File.Exists(file))
            return (null, null);
        string text = RegularFile.ReadText(file, LongestToken, "token file"); // which leaves a byte order mark out
        return Clean(text, $"'{file}'") is { } read ? (read, file) : (null, null);
    }

    /// <summary>A token without blanks and line ends around and inside; null if nothing is left.</summary>
    private static string? Clean(string text, string source)
    {
        string token = text.Replace("\r", "", StringComparison.Ordinal)
            .Replace("\n", "", StringComparison.Ordinal)
            .Trim();
        if (token.Any(letter => letter is <= ' ' or > '~'))
            throw new HippogriffException(
                $"{source} holds a token with a blank or a letter that tokens do not have; copy it again."
            );
        return token.Length > 0 ? token : null;
    }

    private bool IsOn(string name) =>
        variable(name) is { } value && s_true.Contains(value.ToUpperInvariant(), StringComparer.Ordinal);

    private TimeSpan Seconds(string name)
    {
        if (variable(name) is not { Length: > 0 } value)
            return TimeSpan.FromSeconds(DefaultLimit);
        if (!int.TryParse(value.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int seconds))
            throw new HippogriffException($"{name} is {Quoted.Name(value)}; it takes a whole number of seconds.");
        return TimeSpan.FromSeconds(seconds == 0 ? DefaultLimit : seconds);
    }

    /// <summary>A path with "~" and variables ($NAME, ${NAME}) replaced; a variable that is not set stays.</summary>
    private string Expanded(string path)
    {
        string whole = path == "~" || path.StartsWith("~/", StringComparison.Ordinal) ? home + path[1..] : path;
        whole = VariablePattern()
            .Replace(
                whole,
                match =>
                    variable(match.Groups[1].Success ? match.Groups[1].Value : match.Groups[2].Value) ?? match.Value
            );
        return whole.Length > 1 ? Path.TrimEndingDirectorySeparator(whole) : whole;
    }

    [GeneratedRegex(@"\$(?:\{(\w+)\}|(\w+))")]
    private static partial Regex VariablePattern();
}
