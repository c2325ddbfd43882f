using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Hippogriff.EndToEnd.Tests.Studio;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Studio.Access;
using Hippogriff.Studio.Gallery;
using Hippogriff.Studio.Jobs;
using Hippogriff.Tests.Pipelines;
using Microsoft.Extensions.DependencyInjection;

namespace Hippogriff.EndToEnd.Tests.Classes;

/// <summary>What holders of keys with different rights see and may do, by any route of the running server.</summary>
public sealed class KeyRolesTests : IAsyncLifetime
{
    private const string Words = "zebrawort apple";
    private readonly Dictionary<string, HttpClient> _clients = [];
    private StudioServer _studio = null!;
    private OwnThings _things = null!;

    private HttpClient Ada => _clients["ada"];
    private HttpClient Ben => _clients["ben"];
    private HttpClient Eve => _clients["eve"];
    private HttpClient Root => _clients["root"];
    private ApiKeys Keys => _studio.Services.GetRequiredService<ApiKeys>();

    public async ValueTask InitializeAsync()
    {
        Dictionary<string, string> made = [];
        _studio = await StudioServer.StartAsync(options =>
        {
            ApiKeys keys = ApiKeys.Of(options);
            foreach (
                (string name, KeyRole role) in (ReadOnlySpan<(string, KeyRole)>)
                    [("root", KeyRole.Admin), ("ada", KeyRole.User), ("ben", KeyRole.User), ("eve", KeyRole.Viewer)]
            )
                made.Add(name, keys.Add(name, DateTimeOffset.UnixEpoch, new KeyRights(role)));
        });
        foreach ((string name, string key) in made)
        {
            HttpClient client = new(new HttpClientHandler { AllowAutoRedirect = false })
            {
                BaseAddress = _studio.Address,
                Timeout = Patience.Long,
            };
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
            _clients.Add(name, client);
        }
        using ByteArrayContent file = new(PngFile.Encode(new RgbImage(8, 4, new byte[96])));
        using HttpResponseMessage kept = await Ada.PostAsync("/api/v1/uploads", file);
        string upload = (await kept.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("name").GetString()!;
        using HttpResponseMessage taken = await AskAsync(Ada, new { prompt = Words, source = upload });
        Guid job = (await taken.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
        Job done = await _studio.EndOfAsync(job);
        byte[] png = await Ada.GetByteArrayAsync($"/api/v1/pictures/{done.Pictures[0]}.png");
        _things = new OwnThings(done.Pictures[0], job, upload, "graph-1", "zebrawort", png);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (HttpClient client in _clients.Values)
            client.Dispose();
        await _studio.DisposeAsync();
    }

    [Theory]
    [InlineData("ben")]
    [InlineData("eve")]
    public async Task No_route_shows_another_user_anything_or_lets_it_be_changed(string name)
    {
        List<string> faults = [];
        HashSet<string> reached = [];
        foreach (Probe probe in Probe.All(_studio.Services, _things))
        {
            if (probe.Pattern is "/leave" or "/sign-out") // which would end the probing
                continue;
            (HttpStatusCode status, string type, byte[] body) = await probe.SendAsync(_clients[name], _things);
            if (type == "text/event-stream")
                faults.Add($"{probe}: a stream is opened");
            if (Encoding.UTF8.GetString(body).Contains(_things.Words, StringComparison.OrdinalIgnoreCase))
                faults.Add($"{probe}: the words are told");
            if (type.StartsWith("image/", StringComparison.Ordinal) && probe.Names && !IsAsset(probe))
                faults.Add($"{probe}: {(int)status} with a picture");
            if (type.Contains("zip", StringComparison.Ordinal) && body.Length > 100)
                faults.Add($"{probe}: a zip with something in it");
            if ((int)status >= 500)
                faults.Add($"{probe}: {(int)status}");
            reached.Add(probe.Pattern);
        }
        Assert.Empty(faults);
        Assert.True(reached.Count > 80, $"Only {reached.Count} patterns were probed.");
        GalleryPicture picture = _studio.Services.GetRequiredService<PictureGallery>().Find(_things.Picture)!;
        Assert.Equal(
            (false, false, false),
            (picture.Favourite, picture.Deleted is not null, picture.Shared is not null)
        );
        Assert.Equal(JobState.Done, _studio.Queue.Find(_things.Job)!.State);
    }

    [Fact]
    public async Task An_admin_sees_all_and_a_user_their_own()
    {
        foreach (HttpClient client in (HttpClient[])[Ada, Root])
            Assert.Equal(_things.Png, await client.GetByteArrayAsync($"/api/v1/pictures/{_things.Picture}.png"));
        foreach (HttpClient client in (HttpClient[])[Ben, Eve])
            Assert.Equal(
                HttpStatusCode.NotFound,
                (await client.GetAsync($"/api/v1/pictures/{_things.Picture}.png")).StatusCode
            );
        Assert.Equal(HttpStatusCode.OK, (await Root.GetAsync("/api/v1/trainings")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await Ada.GetAsync("/api/v1/trainings")).StatusCode);
    }

    [Fact]
    public async Task A_viewer_sees_what_is_shown_to_all_and_draws_nothing()
    {
        Assert.True(_studio.Services.GetRequiredService<PictureGallery>().SetShared(_things.Picture, true));
        Assert.Equal(_things.Png, await Eve.GetByteArrayAsync($"/api/v1/pictures/{_things.Picture}.png"));
        using HttpResponseMessage refused = await AskAsync(Eve, new { prompt = "x" });
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Contains("draws nothing", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        foreach (string path in (string[])["/v1/images/generations", "/sdapi/v1/txt2img"])
        {
            using HttpResponseMessage other = await Eve.PostAsJsonAsync(path, new { prompt = "x" });
            Assert.Equal(HttpStatusCode.Forbidden, other.StatusCode);
        }
        Assert.Single(_studio.Queue.Ended(10));
    }

    [Fact]
    public async Task Rights_end_at_once_when_they_are_taken()
    {
        Keys.Set("ada", new KeyRights(KeyRole.Viewer));
        Assert.Equal(HttpStatusCode.Forbidden, (await AskAsync(Ada, new { prompt = "x" })).StatusCode);
        Keys.Set("root", new KeyRights(KeyRole.User));
        Assert.Equal(HttpStatusCode.NotFound, (await Root.GetAsync($"/api/v1/pictures/{_things.Picture}")).StatusCode);
        Keys.Remove("ben");
        Assert.Equal(HttpStatusCode.Unauthorized, (await Ben.GetAsync("/api/v1/pictures")).StatusCode);
    }

    [Fact]
    public async Task A_day_of_pictures_has_an_end_that_is_told()
    {
        Keys.Set("ada", new KeyRights(KeyRole.User, PicturesADay: 3));
        Assert.Equal(HttpStatusCode.Accepted, (await AskAsync(Ada, new { prompt = "x", count = 2 })).StatusCode);
        using HttpResponseMessage refused = await AskAsync(Ada, new { prompt = "x" });
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromHours(23), TimeSpan.FromHours(24));
        Assert.Contains("3 pictures in 24 hours", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Accepted, (await AskAsync(Ben, new { prompt = "x" })).StatusCode);
    }

    /// <summary>Files of the program, which are the same for everybody.</summary>
    private static bool IsAsset(Probe probe) =>
        probe.Pattern.StartsWith("/assets/", StringComparison.Ordinal)
        || probe.Pattern.StartsWith("/scalar/", StringComparison.Ordinal)
            && Path.GetExtension(probe.Pattern) is ".js" or ".svg";

    private static Task<HttpResponseMessage> AskAsync(HttpClient client, object order) =>
        client.PostAsJsonAsync("/api/v1/jobs", order);
}
