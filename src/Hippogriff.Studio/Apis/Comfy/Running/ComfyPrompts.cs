using System.Globalization;
using System.Text.Json;
using Hippogriff.Files;
using Hippogriff.Studio.Access;
using Hippogriff.Studio.Jobs;
using Microsoft.AspNetCore.Http;

namespace Hippogriff.Studio.Apis.Comfy.Running;

/// <summary>
/// Queue and history of prompts. ComfyUI has one user; here a client sees and stops its own prompts.
/// </summary>
internal sealed class ComfyPrompts(PromptStore prompts, IJobQueue queue)
{
    /// <summary>GET /prompt.</summary>
    public IResult Remaining(HttpContext context) =>
        ComfyJson.Json(
            new Dictionary<string, object>
            {
                ["exec_info"] = new Dictionary<string, int>
                {
                    ["queue_remaining"] = prompts.Remaining(ClientName.Of(context)),
                },
            }
        );

    /// <summary>GET /queue.</summary>
    public IResult Queue(HttpContext context)
    {
        string client = ClientName.Of(context);
        return ComfyJson.Json(
            new Dictionary<string, object>
            {
                ["queue_running"] = prompts.Open(client, begun: true).Select(prompt => prompt.Told),
                ["queue_pending"] = prompts.Open(client, begun: false).Select(prompt => prompt.Told),
            }
        );
    }

    /// <summary>POST /queue: takes waiting prompts out, all of them or by id.</summary>
    public async Task<IResult> ChangeQueueAsync(HttpContext context)
    {
        JsonElement said = await ComfyJson.BodyAsync(context).ConfigureAwait(false);
        string client = ClientName.Of(context);
        bool all = IsTrue(said, "clear");
        HashSet<string> named = Ids(said);
        foreach (ComfyPrompt prompt in prompts.Open(client, begun: false))
        {
            if (!all && !named.Contains(prompt.Id))
                continue;
            prompts.Change(() => prompt.IsDeleted = true);
            Stop(prompt);
        }
        return ComfyJson.Nothing();
    }

    /// <summary>GET /history, perhaps with max_items and offset.</summary>
    public IResult History(HttpContext context)
    {
        IReadOnlyList<KeyValuePair<string, object>> all = prompts.Ended(ClientName.Of(context));
        int most = Number(context, "max_items") ?? all.Count,
            from = Number(context, "offset") ?? Math.Max(0, all.Count - most);
        return ComfyJson.Json(all.Skip(from).Take(most).ToDictionary());
    }

    /// <summary>GET /history/ID.</summary>
    public IResult History(HttpContext context, string id) =>
        ComfyJson.Json(prompts.Ended(ClientName.Of(context)).Where(prompt => prompt.Key == id).ToDictionary());

    /// <summary>POST /history: forgets prompts that have ended, all of them or by id.</summary>
    public async Task<IResult> ChangeHistoryAsync(HttpContext context)
    {
        JsonElement said = await ComfyJson.BodyAsync(context).ConfigureAwait(false);
        bool all = IsTrue(said, "clear");
        HashSet<string> named = Ids(said);
        prompts.Remove(ClientName.Of(context), prompt => all || named.Contains(prompt.Id));
        return ComfyJson.Nothing();
    }

    /// <summary>POST /interrupt: stops the client's prompt that is drawn, or the one that it names if it is.</summary>
    public async Task<IResult> InterruptAsync(HttpContext context)
    {
        JsonElement said = await ComfyJson.BodyAsync(context).ConfigureAwait(false);
        string? named = JsonText.StringOf(said, "prompt_id");
        foreach (ComfyPrompt prompt in prompts.Open(ClientName.Of(context), begun: true))
        {
            if (named is not null && named != prompt.Id)
                continue;
            prompts.Change(() => prompt.IsInterrupted = true);
            Stop(prompt);
        }
        return ComfyJson.Nothing();
    }

    private void Stop(ComfyPrompt prompt)
    {
        foreach (PromptJob job in prompt.Jobs)
            queue.Cancel(job.Job);
    }

    private static bool IsTrue(JsonElement said, string name) =>
        said.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.True;

    private static HashSet<string> Ids(JsonElement said) =>
        said.TryGetProperty("delete", out JsonElement ids) && ids.ValueKind == JsonValueKind.Array
            ? [.. ids.EnumerateArray().Select(JsonText.StringOf).OfType<string>()]
            : [];

    private static int? Number(HttpContext context, string name) =>
        int.TryParse(
            context.Request.Query[name].ToString(),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out int number
        )
            ? number
            : null;
}
