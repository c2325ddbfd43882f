using System.Globalization;
using Hippogriff.Studio.Access;
using Hippogriff.Studio.Jobs;
using Microsoft.AspNetCore.Http;

namespace Hippogriff.Studio.Apis.Sd;

/// <summary>
/// Progress and interruption of a client's job. The web UI that clients expect has one user and one job. Here a client
/// sees and stops only its own jobs, the running one before waiting ones.
/// </summary>
internal sealed class SdProgressReader(IJobQueue queue)
{
    /// <summary>GET /sdapi/v1/progress.</summary>
    public SdProgress Read(HttpContext context)
    {
        bool without = bool.TryParse(context.Request.Query["skip_current_image"], out bool skip) && skip;
        if (Current(context) is not { } now)
            return new SdProgress(0, 0, new SdState(false, false, false, "", 0, "", 0, 0, 0), null, null);
        int steps = Math.Max(1, now.Steps);
        return new SdProgress(
            now.Steps == 0 ? 0 : Math.Round((double)now.Step / steps, 4),
            Math.Round(now.Remaining?.TotalSeconds ?? 0, 2),
            new SdState(
                false,
                false,
                false,
                now.Job.Id.ToString("N"),
                now.Job.Order.Count,
                Timestamp(now.Job),
                0,
                now.Step,
                now.Steps
            ),
            without || now.Preview is not { } preview ? null : Convert.ToBase64String(preview.Span),
            now.Position == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"{now.Position} before it")
        );
    }

    /// <summary>
    /// POST /sdapi/v1/interrupt: stops the running jobs, or the first waiting one where none runs. Their
    /// requests then return their pictures so far.
    /// </summary>
    public IResult Interrupt(HttpContext context)
    {
        JobEvent[] own = Own(context);
        JobEvent[] running = Array.FindAll(own, now => now.Job.State == JobState.Running);
        foreach (JobEvent now in running.Length > 0 ? running : own.Take(1))
            queue.Cancel(now.Job.Id);
        return Results.Json(new Dictionary<string, object>(), SdJson.Answers);
    }

    /// <summary>
    /// POST /sdapi/v1/skip: leaves out the pictures that are drawn at present. Nothing happens where none is drawn.
    /// </summary>
    public IResult Skip(HttpContext context)
    {
        foreach (JobEvent now in Own(context))
            queue.Skip(now.Job.Id);
        return Results.Json(new Dictionary<string, object>(), SdJson.Answers);
    }

    /// <summary>Creation time of a job in the web UI's format.</summary>
    public static string Timestamp(Job job) =>
        job.Created.UtcDateTime.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);

    private JobEvent? Current(HttpContext context)
    {
        JobEvent[] own = Own(context);
        return Array.Find(own, now => now.Job.State == JobState.Running) ?? own.FirstOrDefault();
    }

    private JobEvent[] Own(HttpContext context)
    {
        string client = ClientName.Of(context);
        return [.. queue.Open().Where(now => now.Job.Client == client)];
    }
}
