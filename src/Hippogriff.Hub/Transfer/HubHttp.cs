using System.Net;
using System.Net.Http.Headers;
using System.Reflection;
using Hippogriff.Hub.Faults;
using Hippogriff.Hub.Naming;
using Hippogriff.Hub.Settings;

namespace Hippogriff.Hub.Transfer;

/// <summary>
/// Sends requests, one at a time, and follows redirects by hand. The token goes to the hub only, and to no address that
/// another host named.
/// </summary>
internal sealed class HubHttp : IDisposable
{
    private const int MostRedirects = 20;
    private static readonly ProductInfoHeaderValue s_agent = new(
        "hippogriff",
        typeof(HubHttp).Assembly.GetName().Version?.ToString(3) ?? "0"
    );

    private readonly HubSettings _settings;
    private readonly HttpClient _client;

    public HubHttp(HubSettings settings, HubConnection connection)
    {
        _settings = settings;
        _client = new HttpClient(
            connection.Handler
                ?? new SocketsHttpHandler
                {
                    AllowAutoRedirect = false,
                    UseCookies = false,
                    AutomaticDecompression = DecompressionMethods.None,
                    ConnectTimeout = settings.AnswerLimit,
                },
            disposeHandler: connection.Handler is null
        )
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>
    /// Sends a request and follows its redirects within the hub. The first answer that is none, or that leads to
    /// another host, comes back.
    /// </summary>
    /// <returns>The answer, and the address that gave it.</returns>
    public async Task<(HttpResponseMessage Answer, Uri Address)> AskHubAsync(
        HttpMethod method,
        Uri address,
        CancellationToken cancellationToken
    )
    {
        for (int i = 0; i < MostRedirects; i++)
        {
            HttpResponseMessage answer = await SendAsync(Request(method, address), cancellationToken);
            if (RedirectOf(answer, address) is not { } next || !HubAddress.MayCarryToken(_settings.Endpoint, next))
                return (answer, address);
            answer.Dispose();
            address = next;
        }
        throw TooManyRedirects(address);
    }

    /// <summary>Asks for a file's bytes and follows redirects to any host.</summary>
    /// <param name="address">Where the file is.</param>
    /// <param name="from">First byte.</param>
    /// <param name="ifSame">The strong ETag of the bytes that are there already; null if it is not known.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<(HttpResponseMessage Answer, Uri Address)> AskBytesAsync(
        Uri address,
        long from,
        string? ifSame,
        CancellationToken cancellationToken
    )
    {
        bool wasElsewhere = false;
        for (int i = 0; i < MostRedirects; i++)
        {
            wasElsewhere |= !HubAddress.MayCarryToken(_settings.Endpoint, address);
            HttpRequestMessage request = Request(HttpMethod.Get, address, withToken: !wasElsewhere);
            if (from > 0)
            {
                request.Headers.Range = new RangeHeaderValue(from, null);
                if (ifSame is not null)
                    request.Headers.TryAddWithoutValidation("If-Range", ifSame);
            }
            HttpResponseMessage answer = await SendAsync(request, cancellationToken);
            if (RedirectOf(answer, address) is not { } next)
                return (answer, address);
            answer.Dispose();
            if (address.Scheme == Uri.UriSchemeHttps && next.Scheme != Uri.UriSchemeHttps)
                throw new HubException(
                    $"The hub leads from https to an address without it ({next.Host}); that is not followed.",
                    HubFault.NotAHub
                );
            address = next;
        }
        throw TooManyRedirects(address);
    }

    /// <summary>Where an answer leads; null if it is no redirect.</summary>
    public static Uri? RedirectOf(HttpResponseMessage answer, Uri address) =>
        (int)answer.StatusCode is 301 or 302 or 303 or 307 or 308
        && Waits.HeaderOf(answer, "Location") is { } location
        && Uri.TryCreate(address, location, out Uri? next)
        && next.Scheme is "http" or "https"
            ? next
            : null;

    public void Dispose() => _client.Dispose();

    private HttpRequestMessage Request(HttpMethod method, Uri address, bool withToken = true)
    {
        HttpRequestMessage request = new(method, address);
        request.Headers.AcceptEncoding.ParseAdd("identity");
        request.Headers.UserAgent.Add(s_agent);
        if (
            withToken
            && _settings is { SendsToken: true, Token: { } token }
            && HubAddress.MayCarryToken(_settings.Endpoint, address)
        )
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return request;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using HttpRequestMessage sent = request;
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_settings.AnswerLimit);
        try
        {
            return await _client.SendAsync(sent, HttpCompletionOption.ResponseHeadersRead, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HubException(
                $"{sent.RequestUri!.Host} gave no answer within {_settings.AnswerLimit.TotalSeconds:0.#} seconds; try "
                    + "again.",
                HubFault.Network
            );
        }
        catch (HttpRequestException error)
        {
            throw new HubException(
                $"{sent.RequestUri!.Host} cannot be reached ({Reason(error)}); check the connection, and try again.",
                HubFault.Network,
                error
            );
        }
    }

    private static string Reason(HttpRequestException error) =>
        (error.InnerException?.Message ?? error.Message).TrimEnd('.');

    private static HubException TooManyRedirects(Uri address) =>
        new($"{address.Host} led from one address to the next {MostRedirects} times.", HubFault.NotAHub);
}
