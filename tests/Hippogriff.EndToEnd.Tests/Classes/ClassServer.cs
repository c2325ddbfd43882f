using System.Net;
using Hippogriff.EndToEnd.Tests.Studio;
using Hippogriff.Studio.Configuration;
using Hippogriff.Tests.Pipelines;

namespace Hippogriff.EndToEnd.Tests.Classes;

/// <summary>A whole studio that a class uses, and its pupils, each with the cookies of one browser.</summary>
internal sealed class ClassServer : IAsyncDisposable
{
    public const string Code = "ABC123";

    private readonly List<HttpClient> _clients = [];

    private ClassServer(StudioServer studio) => Studio = studio;

    public StudioServer Studio { get; }

    public static async Task<ClassServer> StartAsync(Action<StudioOptions>? set = null, TimeSpan? stepTime = null) =>
        new(
            await StudioServer.StartAsync(
                options =>
                {
                    (options.IsClass, options.ClassCode) = (true, Code);
                    set?.Invoke(options);
                },
                stepTime: stepTime
            )
        );

    /// <summary>A browser without a name tag, which follows no redirect.</summary>
    public HttpClient Stranger()
    {
        HttpClient client = new(
            new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }
        )
        {
            BaseAddress = Studio.Address,
            Timeout = Patience.Long,
        };
        _clients.Add(client);
        return client;
    }

    /// <summary>Asks to come in.</summary>
    public static async Task<(HttpStatusCode Status, string Page)> AskAsync(
        HttpClient client,
        string name,
        string code = Code
    )
    {
        using FormUrlEncodedContent form = new(new Dictionary<string, string> { ["code"] = code, ["name"] = name });
        using HttpResponseMessage answer = await client.PostAsync("/join", form);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>A pupil who has come in.</summary>
    public async Task<HttpClient> JoinAsync(string name)
    {
        HttpClient client = Stranger();
        (HttpStatusCode status, string page) = await AskAsync(client, name);
        Assert.True(status == HttpStatusCode.Redirect, page);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (HttpClient client in _clients)
            client.Dispose();
        await Studio.DisposeAsync();
    }
}
