using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Hippogriff.Studio.Access;
using Hippogriff.Studio.Gallery;
using Hippogriff.Studio.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace Hippogriff.EndToEnd.Tests.Classes;

/// <summary>How a class comes in, is served, and goes.</summary>
public sealed class ClassTests
{
    [Theory]
    [InlineData("Mia", "abc 123", HttpStatusCode.Redirect, "")] // neither case nor spaces count
    [InlineData("Mia", "000000", HttpStatusCode.Unauthorized, "not the code")]
    [InlineData("", ClassServer.Code, HttpStatusCode.UnprocessableEntity, "Type your name")]
    [InlineData("Mia", "", HttpStatusCode.Unauthorized, "Type the code")]
    [InlineData("  - . ", ClassServer.Code, HttpStatusCode.UnprocessableEntity, "Type your name")]
    [InlineData("Mia<b>", ClassServer.Code, HttpStatusCode.UnprocessableEntity, "nothing else")]
    [InlineData("M\u0007ia", ClassServer.Code, HttpStatusCode.UnprocessableEntity, "nothing else")]
    [InlineData("abcdefghijklmnopqrstu", ClassServer.Code, HttpStatusCode.UnprocessableEntity, "too long")]
    [InlineData("Zoë Müller-Łuk", ClassServer.Code, HttpStatusCode.Redirect, "")]
    [InlineData("ياسمين", ClassServer.Code, HttpStatusCode.Redirect, "")]
    public async Task Code_and_name_let_a_pupil_in(string name, string code, HttpStatusCode status, string said)
    {
        await using ClassServer server = await ClassServer.StartAsync();
        (HttpStatusCode answered, string page) = await ClassServer.AskAsync(server.Stranger(), name, code);
        Assert.Equal(status, answered);
        Assert.Contains(said, page, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_browser_without_a_tag_is_led_to_the_form_which_speaks_its_language()
    {
        await using ClassServer server = await ClassServer.StartAsync();
        HttpClient stranger = server.Stranger();
        stranger.DefaultRequestHeaders.Add("Accept", "text/html");
        using HttpResponseMessage led = await stranger.GetAsync("/gallery");
        Assert.Equal("/join", led.Headers.Location?.OriginalString);
        stranger.DefaultRequestHeaders.Add("Accept-Language", "de-DE,de;q=0.9,en;q=0.5");
        Assert.Contains("Code der Klasse", await stranger.GetStringAsync("/join"), StringComparison.Ordinal);
        Assert.Contains(
            "Code of the class",
            await stranger.GetStringAsync("/join?language=en"),
            StringComparison.Ordinal
        );
        Assert.Contains("<html lang=\"en\">", await stranger.GetStringAsync("/join"), StringComparison.Ordinal); // kept
    }

    [Theory]
    [InlineData("Mia", ClassServer.Code, "Der Name Mia ist schon vergeben.")]
    [InlineData("Tom", "000000", "Das ist nicht der Code dieser Klasse.")]
    [InlineData("Tom", " ", "Tippe den Code der Klasse ein.")]
    [InlineData(" ", ClassServer.Code, "Tippe deinen Namen ein.")]
    [InlineData("abcdefghijklmnopqrstu", ClassServer.Code, "Der Name ist zu lang.")]
    [InlineData("<Tom>", ClassServer.Code, "sonst nichts.")]
    public async Task What_is_wrong_is_said_in_the_language_of_the_page(string name, string code, string said)
    {
        await using ClassServer server = await ClassServer.StartAsync();
        HttpClient mia = await server.JoinAsync("Mia"),
            stranger = server.Stranger();
        stranger.DefaultRequestHeaders.Add("Accept-Language", "fr;q=0.2, de-AT;q=0.9, en;q=0.5");
        (HttpStatusCode status, string page) = await ClassServer.AskAsync(stranger, name, code);
        Assert.True((int)status >= 400);
        Assert.Contains(said, page, StringComparison.Ordinal);
        Assert.Contains("<html lang=\"de\">", page, StringComparison.Ordinal);
        using HttpResponseMessage again = await mia.GetAsync("/join?code=" + ClassServer.Code);
        Assert.Equal("/", again.Headers.Location?.OriginalString); // who has a tag keeps it
    }

    [Fact]
    public async Task The_tag_is_a_cookie_that_scripts_cannot_read_and_holds_over_a_restart()
    {
        await using ClassServer server = await ClassServer.StartAsync();
        HttpClient mia = server.Stranger();
        using FormUrlEncodedContent form = new(
            new Dictionary<string, string> { ["code"] = ClassServer.Code, ["name"] = "Mia" }
        );
        using HttpResponseMessage answer = await mia.PostAsync("/join", form);
        string cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        await server.Studio.EndOfAsync(await TakeAsync(mia, "a cat"));
        string tag = cookie.Split(';')[0];
        await server.Studio.RestartAsync();
        using HttpRequestMessage again = new(HttpMethod.Get, new Uri(server.Studio.Address, "/api/v1/pictures"));
        again.Headers.Add("Cookie", tag);
        using HttpResponseMessage own = await server.Studio.Client.SendAsync(again);
        Assert.Single((await own.Content.ReadFromJsonAsync<JsonElement>()).EnumerateArray());
    }

    [Fact]
    public async Task A_name_that_is_taken_is_refused_until_the_teacher_lets_it_in_again()
    {
        await using ClassServer server = await ClassServer.StartAsync();
        HttpClient first = await server.JoinAsync("Mia"),
            second = server.Stranger();
        (HttpStatusCode status, string page) = await ClassServer.AskAsync(second, "MIA");
        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Contains("already", page, StringComparison.Ordinal);
        People people = server.Studio.Services.GetRequiredService<People>();
        people.Allow(people.All().Single().Id);
        Assert.Equal(HttpStatusCode.Redirect, (await ClassServer.AskAsync(second, "mia")).Status);
        Assert.Equal("Mia", people.All().Single().Name);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(first, "/api/v1/pictures"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(second, "/api/v1/pictures"));
        Assert.Equal(HttpStatusCode.Conflict, (await ClassServer.AskAsync(server.Stranger(), "Mia")).Status); // once
    }

    [Fact]
    public async Task Who_guesses_codes_has_to_wait()
    {
        await using ClassServer server = await ClassServer.StartAsync();
        for (int i = 0; i < WrongCodes.Most; i++)
            Assert.Equal(
                HttpStatusCode.Unauthorized,
                (await ClassServer.AskAsync(server.Stranger(), "x", $"00000{i}")).Status
            );
        Assert.Equal(HttpStatusCode.TooManyRequests, (await ClassServer.AskAsync(server.Stranger(), "x")).Status);
    }

    [Fact]
    public async Task The_teacher_comes_in_by_an_address_and_pupils_get_at_nothing_of_hers()
    {
        await using ClassServer server = await ClassServer.StartAsync();
        HttpClient teacher = server.Stranger(),
            mia = await server.JoinAsync("Mia");
        string path = server.Studio.Services.GetRequiredService<ClassRoom>().TeacherAddress;
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(teacher, path + "0"));
        Assert.Equal(HttpStatusCode.Redirect, await StatusAsync(teacher, path));
        foreach (
            string of in (string[])
                ["/teacher", "/projector", "/train", "/api/v1/trainings", "/api/v1/datasets", "/metrics"]
        )
        {
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(teacher, of));
            Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(mia, of));
        }
        mia.DefaultRequestHeaders.Add("Accept", "text/html");
        using HttpResponseMessage page = await mia.GetAsync("/train");
        Assert.Equal(HttpStatusCode.NotFound, page.StatusCode);
        Assert.Contains("<!DOCTYPE html>", await page.Content.ReadAsStringAsync(), StringComparison.OrdinalIgnoreCase);
        mia.DefaultRequestHeaders.Clear();
        Job job = await server.Studio.EndOfAsync(await TakeAsync(mia, "a cat"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(teacher, $"/api/v1/pictures/{job.Pictures[0]}.png"));
    }

    [Fact]
    public async Task A_stopped_class_waits_until_it_goes_on_and_the_teacher_draws_all_the_same()
    {
        await using ClassServer server = await ClassServer.StartAsync();
        HttpClient mia = await server.JoinAsync("Mia");
        ClassDesk desk = server.Studio.Services.GetRequiredService<ClassDesk>();
        server.Studio.Passes.Reset();
        Guid stopped = await TakeAsync(mia, "a cat");
        Assert.Equal(1, desk.Hold());
        server.Studio.Passes.Set();
        Assert.Equal(JobState.Cancelled, (await server.Studio.EndOfAsync(stopped)).State);
        Guid waits = await TakeAsync(mia, "a dog");
        Job own = await server.Studio.Queue.EnqueueAsync(new JobRequest { Prompt = "look here" }, "me");
        Assert.Equal(JobState.Done, (await server.Studio.EndOfAsync(own.Id)).State);
        JobEvent now = server.Studio.Queue.Now(waits)!;
        Assert.Equal((JobState.Queued, null), (now.Job.State, now.Remaining));
        desk.GoOn();
        Assert.Equal(JobState.Done, (await server.Studio.EndOfAsync(waits)).State);
    }

    [Fact]
    public async Task What_a_tag_says_is_not_in_the_database()
    {
        await using ClassServer server = await ClassServer.StartAsync();
        ClassRoom room = server.Studio.Services.GetRequiredService<ClassRoom>();
        string[] secrets =
        [
            server.Studio.Services.GetRequiredService<People>().Join("Mia").Secret,
            ClassServer.Code,
            room.TeacherAddress.Split('/')[^1],
        ];
        string[] files = Directory.GetFiles(server.Studio.Data, "studio.db*");
        Assert.NotEmpty(files);
        foreach (string file in files)
        {
            using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using StreamReader reader = new(stream, System.Text.Encoding.Latin1);
            string bytes = await reader.ReadToEndAsync();
            Assert.All(secrets, secret => Assert.DoesNotContain(secret, bytes, StringComparison.OrdinalIgnoreCase));
        }
    }

    [Fact]
    public async Task Clearing_deletes_all_that_the_class_made_and_nothing_from_before()
    {
        await using ClassServer server = await ClassServer.StartAsync();
        Job before = await server.Studio.EndOfAsync(
            (await server.Studio.Queue.EnqueueAsync(new JobRequest { Prompt = "old" }, "me")).Id
        );
        HttpClient mia = await server.JoinAsync("Mia"),
            tom = await server.JoinAsync("Tom");
        Job drawn = await server.Studio.EndOfAsync(await TakeAsync(mia, "a cat"));
        server.Studio.Passes.Reset();
        Guid runs = await TakeAsync(tom, "a dog");
        ClassDesk desk = server.Studio.Services.GetRequiredService<ClassDesk>();
        Assert.Equal([("Mia", 1), ("Tom", 0)], desk.Pupils().Select(pupil => (pupil.Person.Name, pupil.Pictures)));
        Task<int> clearing = desk.ClearAsync([.. desk.Pupils().Select(pupil => pupil.Person.Id)]);
        server.Studio.Passes.Set();
        Assert.Equal(1, await clearing);
        PictureGallery gallery = server.Studio.Services.GetRequiredService<PictureGallery>();
        Assert.Equal([before.Pictures[0]], gallery.Search(new GalleryQuery()).Select(picture => picture.Id));
        Assert.Equal(
            ["1.png"],
            Directory.GetFiles(Path.Combine(server.Studio.Data, "pictures")).Select(Path.GetFileName)
        );
        Assert.Null(server.Studio.Queue.Find(drawn.Id));
        Assert.Null(server.Studio.Queue.Find(runs));
        Assert.NotNull(server.Studio.Queue.Find(before.Id));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(mia, "/api/v1/pictures"));
        await server.JoinAsync("Mia"); // the name is free again
    }

    [Fact]
    public async Task Thirty_pupils_are_served_in_turn_and_each_has_what_they_asked_for()
    {
        const int Pupils = 30,
            Jobs = 4;
        await using ClassServer server = await ClassServer.StartAsync(options =>
            (options.Limits.Queue, options.BatchSize) = (500, 1)
        );
        HttpClient[] pupils = await Task.WhenAll(
            Enumerable.Range(1, Pupils).Select(number => server.JoinAsync($"Pupil {number}"))
        );
        List<string> began = [];
        server.Studio.Queue.Changed += now =>
        {
            if (now is { Job.State: JobState.Running, Step: 0, Steps: 0 })
                lock (began)
                    began.Add(now.Job.Owner);
        };
        server.Studio.Passes.Reset(); // until all have asked
        Guid[][] asked = await Task.WhenAll(
            pupils.Select(
                async (pupil, i) =>
                {
                    Guid[] own = new Guid[Jobs];
                    for (int j = 0; j < Jobs; j++)
                        own[j] = await TakeAsync(pupil, $"wish {i + 1} {j}");
                    return own;
                }
            )
        );
        server.Studio.Passes.Set();
        foreach (Guid id in asked.SelectMany(own => own))
            await server.Studio.EndOfAsync(id);
        Dictionary<string, int> served = [];
        foreach (string owner in began)
        {
            served[owner] = served.GetValueOrDefault(owner) + 1;
            int least = served.Count < Pupils ? 0 : served.Values.Min();
            Assert.True(
                served.Values.Max() - least <= 1,
                $"After {served.Values.Sum()} turns one has {served.Values.Max()}."
            );
        }
        Assert.Equal(Pupils * Jobs, began.Count);
        for (int i = 0; i < Pupils; i++)
        {
            JsonElement own = await pupils[i].GetFromJsonAsync<JsonElement>("/api/v1/pictures");
            Assert.Equal(Jobs, own.GetArrayLength());
            Assert.All(
                own.EnumerateArray(),
                picture =>
                    Assert.StartsWith(
                        $"wish {i + 1} ",
                        picture.GetProperty("settings").GetProperty("prompt").GetString(),
                        StringComparison.Ordinal
                    )
            );
        }
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path)
    {
        using HttpResponseMessage answer = await client.GetAsync(path);
        return answer.StatusCode;
    }

    private static async Task<Guid> TakeAsync(HttpClient pupil, string prompt)
    {
        using HttpResponseMessage answer = await pupil.PostAsJsonAsync("/api/v1/jobs", new { prompt });
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
    }
}
