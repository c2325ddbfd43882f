using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;
using Hippogriff.EndToEnd.Tests.Browser;

namespace Hippogriff.EndToEnd.Tests.Studio;

/// <summary>How much is sent for a page, what a wrong address answers, and what is said of words over HTTP.</summary>
public sealed partial class PageWeightTests
{
    /// <summary>Bytes of the first page with all that its document names.</summary>
    private const int Budget = 250_000;

    [Fact]
    public async Task The_first_page_and_all_that_it_names_are_small_when_compressed()
    {
        await using BrowserStudio studio = await BrowserStudio.StartAsync();
        using HttpClient browser = Browser(studio);
        byte[] page = await browser.GetByteArrayAsync("/");
        string html = await UnpackedAsync(page);
        string[] named = [.. Asset().Matches(html).Select(match => match.Groups[1].Value).Distinct()];
        Assert.True(named.Length > 10, html);
        Assert.Contains("How does a computer find a picture in noise?", html, StringComparison.Ordinal);
        long bytes = page.Length + (await browser.GetByteArrayAsync("/assets/film.webp")).Length;
        foreach (string asset in named)
        {
            using HttpResponseMessage answer = await browser.GetAsync("/" + WebUtility.HtmlDecode(asset));
            Assert.Equal(["br"], answer.Content.Headers.ContentEncoding);
            bytes += (await answer.Content.ReadAsByteArrayAsync()).Length;
        }
        Assert.InRange(bytes, 1, Budget);
    }

    [Theory]
    [InlineData("/nope")]
    [InlineData("/watch/abc")]
    public async Task A_wrong_address_is_a_page_for_a_browser_and_a_problem_for_a_program(string address)
    {
        await using BrowserStudio studio = await BrowserStudio.StartAsync();
        using HttpClient client = new() { BaseAddress = studio.Address };
        using HttpRequestMessage asked = new(HttpMethod.Get, address);
        asked.Headers.Accept.ParseAdd("text/html,application/xhtml+xml,*/*;q=0.8");
        using HttpResponseMessage page = await client.SendAsync(asked);
        Assert.Equal(
            (HttpStatusCode.NotFound, "text/html"),
            (page.StatusCode, page.Content.Headers.ContentType?.MediaType)
        );
        using HttpResponseMessage problem = await client.GetAsync(address);
        Assert.Equal(
            (HttpStatusCode.NotFound, "application/problem+json"),
            (problem.StatusCode, problem.Content.Headers.ContentType?.MediaType)
        );
        using HttpResponseMessage head = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/"));
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
    }

    [Fact]
    public async Task What_a_model_makes_of_a_prompt_is_told_before_anything_is_drawn()
    {
        await using BrowserStudio studio = await BrowserStudio.StartAsync(shippedModel: true);
        using HttpClient client = new() { BaseAddress = studio.Address };
        JsonElement words = JsonElement.Parse(await client.GetStringAsync("/api/v1/words?model=first"));
        Assert.Equal(24, words.GetProperty("most").GetInt32());
        Assert.Contains(
            words.GetProperty("names").EnumerateArray(),
            name => (name.GetProperty("name").GetString(), name.GetProperty("kind").GetString()) == ("owl", "thing")
        );
        JsonElement read = JsonElement.Parse(
            await client.GetStringAsync("/api/v1/reading?prompt=a+fox+qqzz&negative=wwxx&model=first")
        );
        Assert.Equal("qqzz", read.GetProperty("prompt").GetProperty("unknown")[0].GetString());
        Assert.Equal("cat", read.GetProperty("prompt").GetProperty("understood")[0].GetProperty("drawnAs").GetString());
        Assert.Equal("wwxx", read.GetProperty("negative").GetProperty("unknown")[0].GetString());
        Assert.Equal(3, read.GetProperty("sentences").GetArrayLength());
        using HttpResponseMessage job = await client.PostAsync(
            "/api/v1/jobs",
            new StringContent("""{"prompt": "a fox qqzz", "steps": 1}""", new MediaTypeHeaderValue("application/json"))
        );
        JsonElement reading = JsonElement.Parse(await job.Content.ReadAsStringAsync()).GetProperty("reading");
        Assert.Equal("qqzz", reading.GetProperty("prompt").GetProperty("unknown")[0].GetString());
        using HttpResponseMessage none = await client.GetAsync("/api/v1/words?model=nobody");
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
    }

    private static HttpClient Browser(BrowserStudio studio)
    {
        HttpClient client = new() { BaseAddress = studio.Address };
        client.DefaultRequestHeaders.AcceptEncoding.ParseAdd("br");
        client.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        return client;
    }

    private static async Task<string> UnpackedAsync(byte[] page)
    {
        using BrotliStream stream = new(new MemoryStream(page), CompressionMode.Decompress);
        using StreamReader reader = new(stream);
        return await reader.ReadToEndAsync();
    }

    [GeneratedRegex("(?:href|src)=\"(assets/[^\"]+\\.(?:css|js|svg)[^\"]*)\"")]
    private static partial Regex Asset();
}
