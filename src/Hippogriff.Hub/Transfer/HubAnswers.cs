using System.Globalization;
using System.Text;
using System.Text.Json;
using Hippogriff.Files;
using Hippogriff.Hub.Faults;
using Hippogriff.Hub.Naming;
using Hippogriff.Hub.Settings;
using Hippogriff.Texts;
using Hippogriff.Weights;

namespace Hippogriff.Hub.Transfer;

/// <summary>Says what an answer that is no success means, and what to do.</summary>
/// <param name="repository">The repository that was asked for.</param>
/// <param name="revision">The revision that was asked for.</param>
/// <param name="settings">Where the token came from.</param>
internal sealed class HubAnswers(string repository, string revision, HubSettings settings)
{
    private const int MostWords = 1 << 16;

    /// <summary>The exception for an answer.</summary>
    /// <param name="answer">The answer; its body is read.</param>
    /// <param name="address">The address that was asked.</param>
    /// <param name="file">The file that was asked for; null for a listing.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task<HubException> ExplainAsync(
        HttpResponseMessage answer,
        Uri address,
        string? file,
        CancellationToken cancellationToken
    )
    {
        string body = await BodyOfAsync(answer, cancellationToken);
        string? code = Waits.HeaderOf(answer, "X-Error-Code");
        string words = Words(answer, body);
        (HubFault fault, string sentence) = Meaning(answer, code, words, body, address, file);
        return new HubException(sentence, fault) { RequestId = Waits.HeaderOf(answer, "X-Request-Id") };
    }

    private (HubFault, string) Meaning(
        HttpResponseMessage answer,
        string? code,
        string words,
        string body,
        Uri address,
        string? file
    ) =>
        ((int)answer.StatusCode, code) switch
        {
            (_, "RepoNotFound") => NoRepository(),
            (_, "GatedRepo") => Gated((int)answer.StatusCode),
            (_, "RevisionNotFound") => (
                HubFault.NoSuchRevision,
                $"{repository} has no branch, tag or commit {Quoted.Name(revision)}."
            ),
            (_, "EntryNotFound") => (
                HubFault.NoSuchFile,
                $"There is no file {Quoted.Name(file ?? "")} in {repository} at {Quoted.Name(revision)}."
            ),
            (401, _) when Has(words, "Invalid credentials") => TokenRefused(),
            (401, _) => NoRepository(),
            (403, _) when !IsHub(address) => (
                HubFault.Network,
                $"The store of {Quoted.Name(file ?? "")} refuses its signed address, which has expired; try again."
            ),
            (403, _) when Has(words, "fine-grained") => (
                HubFault.Forbidden,
                "The token lacks the permission for gated repositories; change its settings on the hub."
            ),
            (403, _) when Has(words, "disabled") => (
                HubFault.Forbidden,
                $"The hub has disabled {repository}; there is nothing to do here."
            ),
            (403, _) when words.Length == 0 && IsPage(answer, body) => (
                HubFault.Forbidden,
                $"Something between here and {address.Host}, such as a proxy or a firewall, forbids this request."
            ),
            (403, _) => (HubFault.Forbidden, $"The hub forbids this{Quote(words)}."),
            (404, _) when !IsHub(address) => (
                HubFault.NoSuchFile,
                $"The file {Quoted.Name(file ?? "")} is missing at the hub's store; try later, or tell its owner."
            ),
            (404, _) => (
                HubFault.NotAHub,
                $"Nothing is found at {Quoted.Name(address.GetLeftPart(UriPartial.Path))}; is {settings.Endpoint} "
                    + "the address of a hub?"
            ),
            (429, _) => RateLimited(answer),
            (408, _) => (HubFault.ServerTrouble, "The hub ran out of time with this request; try again."),
            (416, _) => (
                HubFault.WrongContent,
                $"The hub has no more of {Quoted.Name(file ?? "")}, although its size says so; try again."
            ),
            (>= 500, _) => (
                HubFault.ServerTrouble,
                $"The hub has trouble (status {(int)answer.StatusCode}{Quote(words)}); try again "
                    + $"{(Waits.AskedFor(answer) is { } wait ? $"in {Counted.Of(wait, "second")}" : "later")}."
            ),
            (var status, _) => (HubFault.Refused, $"The hub refuses the request (status {status}{Quote(words)})."),
        };

    private (HubFault, string) NoRepository() =>
        settings is { Token: not null, SendsToken: true }
            ? (HubFault.NoSuchRepository, $"{repository} does not exist on the hub, or this token may not see it.")
            : (
                HubFault.NoSuchRepository,
                $"{repository} was not found on the hub; if it is private, a token is needed (HF_TOKEN or the token "
                    + "file), else check the spelling."
            );

    private (HubFault, string) Gated(int status)
    {
        string page = $"{HubAddress.Base(settings.Endpoint)}/{repository}";
        return status == 401
            ? (
                HubFault.Gated,
                $"{repository} asks for consent: log in at {page}, accept its terms, and set HF_TOKEN to a token of "
                    + "that account."
            )
            : (
                HubFault.Gated,
                $"The account of this token has no access to {repository} yet: open {page}, accept its terms or wait "
                    + "for its owner, and try again."
            );
    }

    private (HubFault, string) TokenRefused() =>
        (
            HubFault.TokenRefused,
            $"The hub does not accept the token of {settings.TokenSource ?? "this program"}, which expired or was "
                + "mistyped; without it public models work."
        );

    private static (HubFault, string) RateLimited(HttpResponseMessage answer)
    {
        string wait = Waits.AskedFor(answer) is { } seconds ? Counted.Of(seconds, "second") : "some minutes";
        string most = RateLimit.Of(answer) is { Limit: { } calls, Window: { } window }
            ? $" ({calls} calls in {Counted.Of(window, "second")} are allowed)"
            : "";
        return (HubFault.RateLimited, $"The hub asks to wait {wait}{most}; with a token it allows more.");
    }

    /// <summary>The server's words, each once: of the header, and of JSON or a short text in the body.</summary>
    internal static string Words(HttpResponseMessage answer, string body)
    {
        List<string> words = [];
        if (Waits.HeaderOf(answer, "X-Error-Message") is { } header)
            words.Add(header);
        string? type = answer.Content.Headers.ContentType?.MediaType;
        if (type == "application/json")
            words.AddRange(OfJson(body));
        else if (type == "text/plain")
            words.Add(body);
        return string.Join(" ", words.Select(word => word.Trim()).Where(word => word.Length > 0).Distinct());
    }

    private static IEnumerable<string> OfJson(string body)
    {
        JsonElement root;
        try
        {
            root = JsonText.Read<JsonElement>(body, null, fault => fault);
        }
        catch (HippogriffException)
        {
            return [];
        }
        if (root.ValueKind != JsonValueKind.Object)
            return [];
        if (root.TryGetProperty("error", out JsonElement error))
            return error.ValueKind == JsonValueKind.Array
                ? error.EnumerateArray().Select(JsonText.StringOf).OfType<string>()
                : [JsonText.StringOf(error) ?? ""];
        return root.TryGetProperty("errors", out JsonElement list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Select(one => JsonText.StringOf(one, "message")).OfType<string>()
            : [];
    }

    private static async Task<string> BodyOfAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        try
        {
            using Stream stream = await answer.Content.ReadAsStreamAsync(cancellationToken);
            byte[] bytes = new byte[MostWords];
            int read = await stream.ReadAtLeastAsync(bytes, bytes.Length, false, cancellationToken);
            return Encoding.UTF8.GetString(bytes, 0, read);
        }
        catch (Exception error) when (error is IOException or HttpRequestException)
        {
            return "";
        }
    }

    private bool IsHub(Uri address) => HubAddress.MayCarryToken(settings.Endpoint, address);

    private static bool IsPage(HttpResponseMessage answer, string body) =>
        answer.Content.Headers.ContentType?.MediaType == "text/html"
        || body.TrimStart().StartsWith("<html", StringComparison.OrdinalIgnoreCase);

    private static bool Has(string words, string part) => words.Contains(part, StringComparison.OrdinalIgnoreCase);

    private static string Quote(string words) =>
        words.Length == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $": {Quoted.Name(words.TrimEnd('.'))}");
}
