using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Hippogriff.Devices;
using Hippogriff.EndToEnd.Tests.Apis;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Studio.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace Hippogriff.EndToEnd.Tests.Studio;

/// <summary>More than a server can hold: it says so, stays up, and serves again as soon as there is room.</summary>
public sealed class FullServerTests
{
    [Fact]
    public async Task Idle_connections_beyond_the_limit_are_closed_and_the_server_goes_on()
    {
        // six for requests, two for pages
        await using StudioServer studio = await StudioServer.StartAsync(options => options.Limits.Connections = 8);
        List<TcpClient> idle = [];
        try
        {
            for (int i = 0; i < 20; i++)
            {
                TcpClient client = new();
                await client.ConnectAsync(studio.Address.Host, studio.Address.Port);
                idle.Add(client);
                try
                {
                    await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes("GET /health HTTP/1.1\r\n"));
                }
                catch (IOException) { } // it was closed already
            }
            await Patience.UntilAsync(() => idle.Count(IsClosed) >= 13);
        }
        finally
        {
            foreach (TcpClient client in idle)
                client.Dispose();
        }
        using HttpClient later = new() { BaseAddress = studio.Address };
        Assert.True(await Patience.UntilAsync(async () => await AnswersAsync(later), answers => answers));
    }

    [Fact]
    public async Task Pictures_that_wait_too_long_for_their_decoding_are_told_to_come_again()
    {
        using Uploading blocked = new();
        await using StudioServer studio = await StudioServer.StartAsync(configure: builder =>
            builder.Services.AddSingleton<IUploads>(blocked)
        );
        blocked.Refuses = new HippogriffException("'/srv/studio/x.png': others are decoded.", FaultKind.Busy);
        foreach (HttpRequestMessage request in PictureRequests())
        {
            using HttpResponseMessage answer = await studio.Client.SendAsync(request);
            string text = await answer.Content.ReadAsStringAsync();
            Assert.True(
                answer.StatusCode == HttpStatusCode.ServiceUnavailable,
                $"{request.RequestUri} {answer.StatusCode}: {text}"
            );
            Assert.True(answer.Headers.RetryAfter?.Delta > TimeSpan.Zero, text);
            Assert.DoesNotContain("srv", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_full_disk_is_no_fault_of_the_request_at_any_door()
    {
        using Uploading full = new();
        await using StudioServer studio = await StudioServer.StartAsync(configure: builder =>
            builder.Services.AddSingleton<IUploads>(full)
        );
        full.Refuses = new HippogriffException(
            "The disk is full, so '/srv/studio/uploads/x.png' could not be written; free some space.",
            new IOException("full", 28)
        );
        foreach (HttpRequestMessage request in PictureRequests())
        {
            using HttpResponseMessage answer = await studio.Client.SendAsync(request);
            string text = await answer.Content.ReadAsStringAsync();
            Assert.True(
                answer.StatusCode == HttpStatusCode.InsufficientStorage,
                $"{request.RequestUri} {answer.StatusCode}: {text}"
            );
            Assert.Contains(
                "'x.png'",
                text.Replace("\\u0027", "'", StringComparison.Ordinal),
                StringComparison.Ordinal
            );
            Assert.DoesNotContain("srv", text, StringComparison.Ordinal);
            Assert.DoesNotContain("invalid_request_error", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Memory_that_runs_out_is_told_as_such()
    {
        using Uploading short_ = new();
        await using StudioServer studio = await StudioServer.StartAsync(configure: builder =>
            builder.Services.AddSingleton<IUploads>(short_)
        );
        short_.Refuses = new OutOfMemoryException();
        using HttpResponseMessage answer = await studio.Client.PostAsync(
            "/api/v1/uploads",
            new ByteArrayContent(Pictures.Plain())
        );
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains("memory", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_that_does_not_fit_into_memory_fails_in_a_sentence_and_the_next_is_drawn()
    {
        NoMemory memory = new();
        await using StudioServer studio = await StudioServer.StartAsync(configure: builder =>
            builder.Services.AddSingleton<FreeMemory>(memory)
        );
        Job failed = await studio.EndOfAsync(
            (await studio.TakeAsync(new { prompt = "x" })).GetProperty("id").GetGuid()
        );
        Assert.Equal(JobState.Failed, failed.State);
        Assert.Contains("not enough memory", failed.Error, StringComparison.Ordinal);
        memory.Free = long.MaxValue;
        Assert.Equal(
            JobState.Done,
            (await studio.EndOfAsync((await studio.TakeAsync(new { prompt = "x" })).GetProperty("id").GetGuid())).State
        );
    }

    [Fact]
    public async Task A_port_in_use_is_said_before_anything_is_begun()
    {
        await using StudioServer first = await StudioServer.StartAsync();
        string data = "";
        HippogriffException refused = await Assert.ThrowsAsync<HippogriffException>(() =>
            StudioServer.StartAsync(options => (options.Port, data) = (first.Address.Port, options.Data))
        );
        Assert.Contains("another program does", refused.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(data));
    }

    private static IEnumerable<HttpRequestMessage> PictureRequests()
    {
        string picture = Convert.ToBase64String(Pictures.Plain());
        yield return new(HttpMethod.Post, "/api/v1/uploads") { Content = new ByteArrayContent(Pictures.Plain()) };
        yield return new(HttpMethod.Post, "/api/v1/uploads/masks") { Content = new ByteArrayContent(Pictures.Plain()) };
        yield return new(HttpMethod.Post, "/sdapi/v1/img2img")
        {
            Content = JsonContent.Create(new { init_images = new[] { picture } }),
        };
        yield return new(HttpMethod.Post, "/v1/images/edits")
        {
            Content = new MultipartFormDataContent
            {
                { new StringContent("a cat"), "prompt" },
                { new ByteArrayContent(Pictures.Plain()), "image", "a.png" },
            },
        };
        yield return new(HttpMethod.Post, "/v1/images/variations")
        {
            Content = new MultipartFormDataContent { { new ByteArrayContent(Pictures.Plain()), "image", "a.png" } },
        };
    }

    /// <summary>Whether the other end has closed the connection; nothing is ever answered on it.</summary>
    private static bool IsClosed(TcpClient client)
    {
        try
        {
            return client.Client.Poll(0, SelectMode.SelectRead) && client.Client.Available == 0;
        }
        catch (SocketException)
        {
            return true;
        }
    }

    private static async Task<bool> AnswersAsync(HttpClient client)
    {
        try
        {
            return (await client.GetAsync("/health")).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private sealed class NoMemory : FreeMemory
    {
        public long Free { get; set; }

        public override long Bytes => Free;
    }

    /// <summary>Uploads that cannot be kept.</summary>
    private sealed class Uploading : IUploads, IDisposable
    {
        public Exception Refuses { get; set; } = new InvalidOperationException();

        public Task<string> KeepPictureAsync(
            ReadOnlyMemory<byte> bytes,
            CancellationToken cancellationToken = default
        ) => Task.FromException<string>(Refuses);

        public Task<string> KeepMaskAsync(
            ReadOnlyMemory<byte> bytes,
            MaskMeaning meaning,
            CancellationToken cancellationToken = default
        ) => Task.FromException<string>(Refuses);

        public RgbImage Picture(string name) => throw Refuses;

        public MaskImage Mask(string name) => throw Refuses;

        public void Dispose() { }
    }
}
