using System.Net;
using System.Security.Claims;
using Hippogriff.EndToEnd.Tests.Studio;
using Hippogriff.Studio.Configuration;
using Hippogriff.Tests.Pipelines;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Hippogriff.EndToEnd.Tests.Classes;

/// <summary>A whole studio that a class uses, and its pupils, each with the cookies of one browser.</summary>
internal sealed class ClassServer : IAsyncDisposable
{
    public const string Code = "ABC123";

    private readonly Dictionary<HttpClient, CookieContainer> _clients = [];

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
        CookieContainer cookies = new();
        HttpClient client = new(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = cookies })
        {
            BaseAddress = Studio.Address,
            Timeout = Patience.Long,
        };
        _clients.Add(client, cookies);
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

    /// <summary>Who a pupil is, as their cookie says it.</summary>
    public ClaimsPrincipal Who(HttpClient pupil) =>
        Studio
            .Services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>()
            .Get(CookieAuthenticationDefaults.AuthenticationScheme)
            .TicketDataFormat.Unprotect(_clients[pupil].GetCookies(Studio.Address)["hippogriff"]!.Value)!
            .Principal;

    public async ValueTask DisposeAsync()
    {
        foreach (HttpClient client in _clients.Keys)
            client.Dispose();
        await Studio.DisposeAsync();
    }
}
