using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Hippogriff.Campaigns.Classes;

/// <summary>What came of a lesson.</summary>
/// <param name="Pictures">All pictures.</param>
/// <param name="PerSecond">Pictures a second.</param>
/// <param name="FirstMedian">From the first wish to the first picture, median over pupils.</param>
/// <param name="FirstLast">The longest of these times.</param>
/// <param name="Most">Pictures of the one who was served most.</param>
/// <param name="Least">Pictures of the one who was served least.</param>
/// <param name="Broken">Rules that were broken, one sentence each.</param>
internal sealed record LessonResult(
    int Pictures,
    double PerSecond,
    TimeSpan FirstMedian,
    TimeSpan FirstLast,
    int Most,
    int Least,
    IReadOnlyList<string> Broken
)
{
    public double Ratio => (double)Most / Math.Max(1, Least);
}

/// <summary>A lesson: all pupils come in and ask at once; each asks again as soon as a picture is there.</summary>
/// <param name="address">Address of the server.</param>
/// <param name="code">Code of the class.</param>
internal sealed class ClassLesson(Uri address, string code)
{
    private const double MostFirst = 10,
        MostRatio = 1.1;

    private static readonly string[] s_wishes =
    [
        "a red apple on a table",
        "a blue cat on the grass",
        "a dog on the beach",
        "two yellow stars at night",
        "a green car on a road",
    ];

    private readonly List<string> _broken = [];

    private sealed class Pupil(HttpClient client) : IDisposable
    {
        public HttpClient Client => client;

        public TimeSpan? First { get; set; }

        public int Pictures { get; set; }

        public long? Newest { get; set; }

        public void Dispose() => client.Dispose();
    }

    /// <summary>Runs it.</summary>
    /// <param name="count">Number of pupils.</param>
    /// <param name="length">How long they draw.</param>
    /// <param name="stop">Ends it early.</param>
    public async Task<LessonResult> RunAsync(int count, TimeSpan length, CancellationToken stop)
    {
        List<Pupil> pupils = [];
        try
        {
            for (int i = 1; i <= count; i++)
                pupils.Add(await JoinAsync($"Pupil {i} {Guid.NewGuid():N}"[..18], stop));
            using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(stop);
            end.CancelAfter(length);
            long since = TimeProvider.System.GetTimestamp();
            await Task.WhenAll(
                pupils.Select((pupil, i) => DrawAsync(pupil, pupils[(i + 1) % count], since, end.Token))
            );
            return Result(pupils, TimeProvider.System.GetElapsedTime(since));
        }
        finally
        {
            foreach (Pupil pupil in pupils)
                pupil.Dispose();
        }
    }

    private async Task<Pupil> JoinAsync(string name, CancellationToken stop)
    {
        HttpClient client = new(
            new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }
        )
        {
            BaseAddress = address,
        };
        using FormUrlEncodedContent form = new(new Dictionary<string, string> { ["code"] = code, ["name"] = name });
        using HttpResponseMessage answer = await client.PostAsync("/join", form, stop);
        return answer.StatusCode == HttpStatusCode.Redirect
            ? new Pupil(client)
            : throw new HippogriffException($"{name} was not let in: {(int)answer.StatusCode}; is the code right?");
    }

    private async Task DrawAsync(Pupil pupil, Pupil other, long since, CancellationToken end)
    {
        try
        {
            for (int i = 0; ; i++)
            {
                long picture = await PictureAsync(pupil, s_wishes[i % s_wishes.Length], end);
                pupil.First ??= TimeProvider.System.GetElapsedTime(since);
                pupil.Pictures++;
                pupil.Newest = picture;
                if (other.Newest is { } theirs)
                    await ProbeAsync(pupil, theirs, end);
            }
        }
        catch (OperationCanceledException) { } // the lesson is over
    }

    private static async Task<long> PictureAsync(Pupil pupil, string wish, CancellationToken end)
    {
        using HttpResponseMessage taken = await pupil.Client.PostAsJsonAsync(
            "/api/v1/jobs",
            new { prompt = wish },
            end
        );
        taken.EnsureSuccessStatusCode();
        Guid job = (await taken.Content.ReadFromJsonAsync<JsonElement>(end)).GetProperty("id").GetGuid();
        Uri events = new($"/api/v1/jobs/{job}/events?previews=false", UriKind.Relative);
        using HttpResponseMessage watched = await pupil.Client.GetAsync(
            events,
            HttpCompletionOption.ResponseHeadersRead,
            end
        );
        using StreamReader lines = new(await watched.Content.ReadAsStreamAsync(end));
        string last = "";
        while (await lines.ReadLineAsync(end) is { } line)
            if (line.StartsWith("data: ", StringComparison.Ordinal))
                last = line[6..];
        using JsonDocument ended = JsonDocument.Parse(last);
        return ended.RootElement.GetProperty("pictures")[0].GetProperty("id").GetInt64();
    }

    private async Task ProbeAsync(Pupil pupil, long theirs, CancellationToken end)
    {
        using HttpResponseMessage answer = await pupil.Client.GetAsync($"/api/v1/pictures/{theirs}.png", end);
        if (answer.StatusCode != HttpStatusCode.NotFound)
            lock (_broken)
                _broken.Add($"Another pupil's picture {theirs} was answered with {(int)answer.StatusCode}.");
    }

    private LessonResult Result(List<Pupil> pupils, TimeSpan taken)
    {
        int[] served = [.. pupils.Select(pupil => pupil.Pictures).Order()];
        TimeSpan[] first = [.. pupils.Select(pupil => pupil.First ?? taken).Order()];
        LessonResult result = new(
            served.Sum(),
            served.Sum() / taken.TotalSeconds,
            first[first.Length / 2],
            first[^1],
            served[^1],
            served[0],
            _broken
        );
        if (result.FirstLast.TotalSeconds > MostFirst)
            _broken.Add($"A first picture took more than {MostFirst} s.");
        if (result.Ratio > MostRatio && result.Most - result.Least > 1)
            _broken.Add($"The most served had more than {MostRatio} times the pictures of the least.");
        return result;
    }
}
