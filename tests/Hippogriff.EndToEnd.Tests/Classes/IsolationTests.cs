using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Studio.Access;
using Hippogriff.Studio.Gallery;
using Hippogriff.Studio.Jobs;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;

namespace Hippogriff.EndToEnd.Tests.Classes;

/// <summary>Nobody in a class sees or changes what another one has made, by any route of the running server.</summary>
public sealed class IsolationTests : IAsyncLifetime
{
    private const string Words = "zebrawort apple";
    private ClassServer _class = null!;
    private HttpClient _mia = null!,
        _tom = null!;
    private OwnThings _things = null!;

    public async ValueTask InitializeAsync()
    {
        _class = await ClassServer.StartAsync();
        (_mia, _tom) = (await _class.JoinAsync("Mia"), await _class.JoinAsync("Tom"));
        using ByteArrayContent file = new(
            PngFile.Encode(new RgbImage(8, 4, [.. Enumerable.Range(0, 96).Select(i => (byte)(i * 2))]))
        );
        using HttpResponseMessage kept = await _mia.PostAsync("/api/v1/uploads", file);
        string upload = (await kept.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("name").GetString()!;
        Guid job = await TakeAsync(_mia, new { prompt = Words, source = upload });
        Job done = await _class.Studio.EndOfAsync(job);
        byte[] png = await _mia.GetByteArrayAsync($"/api/v1/pictures/{done.Pictures[0]}.png");
        _things = new OwnThings(done.Pictures[0], job, upload, "graph-1", "zebrawort", png);
    }

    public ValueTask DisposeAsync() => _class.DisposeAsync();

    [Fact]
    public async Task No_route_shows_another_pupil_anything_or_lets_it_be_changed()
    {
        List<string> faults = [];
        HashSet<string> reached = [];
        foreach (Probe probe in Probe.All(_class.Studio.Services, _things))
        {
            if (probe.Pattern is "/leave" or "/sign-out") // which would end the probing
                continue;
            (HttpStatusCode status, string type, byte[] body) = await probe.SendAsync(_tom, _things);
            string text = Encoding.UTF8.GetString(body);
            if (type == "text/event-stream")
                faults.Add($"{probe}: a stream is opened");
            if (text.Contains(_things.Words, StringComparison.OrdinalIgnoreCase))
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
        IGallery all = _class.Studio.Services.GetRequiredService<PictureGallery>();
        GalleryPicture picture = all.Find(_things.Picture)!;
        Assert.Equal(
            (false, false, false),
            (picture.Favourite, picture.Deleted is not null, picture.Shared is not null)
        );
        Assert.Equal(JobState.Done, _class.Studio.Queue.Find(_things.Job)!.State);
    }

    [Fact]
    public async Task The_same_routes_show_the_owner_what_is_theirs()
    {
        int pictures = 0,
            words = 0;
        foreach (Probe probe in Probe.All(_class.Studio.Services, _things).Where(probe => probe.Method == "GET"))
        {
            (HttpStatusCode status, string type, byte[] body) = await probe.SendAsync(_mia, _things);
            if (status == HttpStatusCode.OK && type.StartsWith("image/", StringComparison.Ordinal) && !IsAsset(probe))
                pictures++;
            if (Encoding.UTF8.GetString(body).Contains(_things.Words, StringComparison.Ordinal))
                words++;
        }
        Assert.True(pictures >= 8, $"{pictures} routes show a picture.");
        Assert.True(words >= 4, $"{words} routes tell the words.");
    }

    [Fact]
    public async Task Without_a_name_tag_nothing_is_there_but_the_way_in()
    {
        HttpClient stranger = _class.Stranger();
        List<string> open = [];
        foreach (Probe probe in Probe.All(_class.Studio.Services, _things))
        {
            (HttpStatusCode status, _, byte[] body) = await probe.SendAsync(stranger, _things);
            Assert.DoesNotContain(_things.Words, Encoding.UTF8.GetString(body), StringComparison.Ordinal);
            if (status is not (HttpStatusCode.Unauthorized or HttpStatusCode.NotFound) && !IsAsset(probe))
                open.Add(probe.Pattern);
        }
        string[] wayIn = ["/health", "/join", "/leave", "/ready", "/sign-in", "/sign-out"];
        Assert.Equal(wayIn, open.Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_upload_of_another_pupil_cannot_be_drawn_from()
    {
        using HttpResponseMessage refused = await _tom.PostAsJsonAsync(
            "/api/v1/jobs",
            new { prompt = "x", source = _things.Upload }
        );
        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        Assert.Contains("no upload", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_window_of_a_pupil_has_a_gallery_and_a_queue_of_its_own()
    {
        await using AsyncServiceScope mine = Window(_mia),
            other = Window(_tom);
        Assert.Equal([_things.Picture], Gallery(mine).Search(new GalleryQuery()).Select(picture => picture.Id));
        Assert.NotNull(Queue(mine).Now(_things.Job));
        Assert.Empty(Gallery(other).Search(new GalleryQuery()));
        Assert.Null(Gallery(other).Png(_things.Picture));
        Assert.Empty(Gallery(other).Steps(_things.Picture));
        Assert.False(Gallery(other).Delete(_things.Picture));
        Assert.Null(Queue(other).Now(_things.Job));
        Assert.Empty(Queue(other).Ended(10));
        List<JobEvent> heard = [];
        Queue(other).Changed += heard.Add;
        await _class.Studio.EndOfAsync(await TakeAsync(_mia, new { prompt = "a dog" }));
        Assert.Empty(heard);
    }

    [Fact]
    public async Task A_picture_that_is_shown_to_the_class_is_seen_by_all_and_changed_by_its_owner_only()
    {
        await using AsyncServiceScope mine = Window(_mia),
            other = Window(_tom);
        Assert.False(Gallery(other).SetShared(_things.Picture, true));
        Assert.True(Gallery(mine).SetShared(_things.Picture, true));
        Assert.Equal(
            [_things.Picture],
            Gallery(other).Search(new GalleryQuery { Shared = true }).Select(one => one.Id)
        );
        Assert.Equal(_things.Png, await _tom.GetByteArrayAsync($"/api/v1/pictures/{_things.Picture}.png"));
        Assert.Empty(Gallery(other).Search(new GalleryQuery()));
        Assert.False(Gallery(other).Delete(_things.Picture) || Gallery(other).SetFavourite(_things.Picture, true));
        Assert.True(Gallery(mine).SetShared(_things.Picture, false));
        Assert.Null(Gallery(other).Find(_things.Picture));
    }

    [Fact]
    public async Task Whoever_is_sent_out_sees_nothing_from_then_on_in_no_window_either()
    {
        await using AsyncServiceScope window = Window(_mia);
        Assert.NotNull(Gallery(window).Find(_things.Picture));
        People people = _class.Studio.Services.GetRequiredService<People>();
        people.Remove([people.All().Single(person => person.Name == "Mia").Id]);
        Assert.Null(Gallery(window).Find(_things.Picture));
        await Assert.ThrowsAnyAsync<HippogriffException>(() =>
            Queue(window).EnqueueAsync(new JobRequest { Prompt = "x" }, "page")
        );
        using HttpResponseMessage answer = await _mia.GetAsync($"/api/v1/pictures/{_things.Picture}");
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    /// <summary>Files of the program, which are the same for everybody.</summary>
    private static bool IsAsset(Probe probe) =>
        probe.Pattern.StartsWith("/assets/", StringComparison.Ordinal)
        || probe.Pattern.StartsWith("/scalar/", StringComparison.Ordinal)
            && Path.GetExtension(probe.Pattern) is ".js" or ".svg";

    private static async Task<Guid> TakeAsync(HttpClient pupil, object order)
    {
        using HttpResponseMessage answer = await pupil.PostAsJsonAsync("/api/v1/jobs", order);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
    }

    /// <summary>The services of a window, as the framework makes them for a circuit with its user.</summary>
    private AsyncServiceScope Window(HttpClient pupil)
    {
        AsyncServiceScope scope = _class.Studio.Services.CreateAsyncScope();
        (
            (IHostEnvironmentAuthenticationStateProvider)
                scope.ServiceProvider.GetRequiredService<AuthenticationStateProvider>()
        ).SetAuthenticationState(Task.FromResult(new AuthenticationState(_class.Who(pupil))));
        return scope;
    }

    private static IGallery Gallery(AsyncServiceScope window) => window.ServiceProvider.GetRequiredService<IGallery>();

    private static IJobQueue Queue(AsyncServiceScope window) => window.ServiceProvider.GetRequiredService<IJobQueue>();
}
