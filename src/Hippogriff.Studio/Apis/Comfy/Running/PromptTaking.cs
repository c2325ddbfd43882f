using System.Text.Json;
using Hippogriff.Files;
using Hippogriff.Studio.Access;
using Hippogriff.Studio.Apis.Comfy.Files;
using Hippogriff.Studio.Apis.Comfy.Graphs;
using Hippogriff.Studio.Apis.Comfy.Planning;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Refusals;
using Microsoft.AspNetCore.Http;

namespace Hippogriff.Studio.Apis.Comfy.Running;

/// <summary>
/// Takes a graph: checks it, plans its drawings and puts them into the queue. Whatever cannot be drawn is refused
/// before anything is drawn, and named at its node.
/// </summary>
internal sealed class PromptTaking(
    ComfyLists lists,
    ComfyFiles files,
    PromptOrders orders,
    PromptStore prompts,
    PromptRuns runs,
    IJobQueue queue
)
{
    private const int LongestId = 100;
    private static readonly string[] s_previews = ["auto", "latent2rgb", "taesd"];

    /// <summary>What a client said beside its graph.</summary>
    /// <param name="Client">Who it is.</param>
    /// <param name="Id">The prompt's id.</param>
    /// <param name="Socket">Its websocket's id; null for none.</param>
    /// <param name="Extra">Its further data, with the socket's id.</param>
    private sealed record Said(string Client, string Id, string? Socket, JsonElement Extra);

    /// <summary>POST /prompt.</summary>
    public async Task<IResult> TakeAsync(HttpContext context)
    {
        JsonElement body = await ComfyJson.BodyAsync(context).ConfigureAwait(false);
        if (!body.TryGetProperty("prompt", out JsonElement sent))
            return ComfyJson.Answer(GraphFault.Of("no_prompt", "No prompt provided", "No prompt provided"));
        Said said = Read(body, ClientName.Of(context));
        if (prompts.IsOpen(said.Client, said.Id))
            return ComfyJson.Answer(InUse(said.Id));
        NodeLists names = await lists.ReadAsync(said.Client, context.RequestAborted).ConfigureAwait(false);
        if (PromptGraph.Read(sent, out GraphFault? fault) is not { } graph)
            return ComfyJson.Answer(fault!);
        GraphCheck check = GraphCheck.Of(graph, names, out fault);
        if (fault is not null)
            return ComfyJson.Answer(fault);
        try
        {
            ComfyPrompt prompt = await TakenAsync(said, sent, check, Remarks(body), context.RequestAborted)
                .ConfigureAwait(false);
            if (!prompts.TryAdd(prompt))
            {
                Cancel(prompt.Jobs);
                return ComfyJson.Answer(InUse(said.Id));
            }
            runs.Begin(prompt);
            return ComfyJson.Json(
                new Dictionary<string, object>
                {
                    ["prompt_id"] = prompt.Id,
                    ["number"] = prompt.Number,
                    ["node_errors"] = check.Errors,
                    ["warnings"] = prompt.Warnings.ToArray(), // this server's own field
                }
            );
        }
        catch (NotPlannedException error)
        {
            return ComfyJson.Answer(FaultOf(check, error));
        }
    }

    private async Task<ComfyPrompt> TakenAsync(
        Said said,
        JsonElement sent,
        GraphCheck check,
        List<string> warnings,
        CancellationToken cancellationToken
    )
    {
        GraphPlan plan = GraphPlanner.Plan(check, files.Of(said.Client), warnings);
        List<PromptOutput> outputs = [];
        foreach (PlannedOutput output in plan.Outputs)
            outputs.Add(await OutputAsync(output, cancellationToken).ConfigureAwait(false));
        List<PromptJob> jobs = await EnqueueAsync(
                said,
                plan,
                GraphTexts.Of(sent, said.Extra),
                warnings,
                cancellationToken
            )
            .ConfigureAwait(false);
        string previews = JsonText.StringOf(said.Extra, "preview_method") ?? "";
        return new ComfyPrompt(said.Client, said.Id, prompts.NextNumber(), sent, said.Extra)
        {
            Socket = said.Socket,
            Nodes = [.. check.Order.Select(node => new ToldNode(node.Node.Id, node.Node.Class.Name))],
            Drawings = plan.Drawings,
            Jobs = jobs,
            Outputs = outputs,
            WantsPreviews = s_previews.Contains(previews),
            Warnings = warnings,
            Bytes = sent.GetRawText().Length + said.Extra.GetRawText().Length,
        };
    }

    private async Task<PromptOutput> OutputAsync(PlannedOutput output, CancellationToken cancellationToken)
    {
        bool later = output.Pictures.Any(picture => picture.After.Count > 0);
        IReadOnlyList<StoredPicture> kept = later
            ? []
            : await AtAsync(output.Node, () => orders.KeepAsync(output.Pictures, cancellationToken))
                .ConfigureAwait(false);
        return new PromptOutput(output.Node, output.Kind, output.Prefix, output.Drawing?.Node, kept)
        {
            Later = later ? output.Pictures : [],
        };
    }

    /// <summary>
    /// Puts all drawings into the queue that begin with what is there already, or none. The others follow them.
    /// </summary>
    private async Task<List<PromptJob>> EnqueueAsync(
        Said said,
        GraphPlan plan,
        IReadOnlyDictionary<string, string> texts,
        List<string> warnings,
        CancellationToken cancellationToken
    )
    {
        List<(PlannedDrawing Drawing, JobRequest Order)> read = [];
        foreach (PlannedDrawing drawing in plan.Drawings)
        foreach (JobRequest order in await ReadAsync(drawing).ConfigureAwait(false))
            read.Add((drawing, order));
        List<PromptJob> jobs = [];
        try
        {
            foreach ((PlannedDrawing drawing, JobRequest order) in read)
            {
                JobRequest whole = order with { Texts = texts };
                Job job = await AtAsync(drawing.Node, () => queue.EnqueueAsync(whole, said.Client, cancellationToken))
                    .ConfigureAwait(false);
                jobs.Add(new PromptJob(drawing.Node, job.Id));
            }
        }
        catch
        {
            Cancel(jobs);
            throw;
        }
        return jobs;

        Task<IReadOnlyList<JobRequest>> ReadAsync(PlannedDrawing drawing) =>
            AtAsync(
                drawing.Node,
                async () =>
                {
                    if (!drawing.IsLater)
                        return await orders.ReadAsync(drawing, warnings, cancellationToken).ConfigureAwait(false);
                    await orders.PlainAsync(drawing, warnings, cancellationToken).ConfigureAwait(false);
                    return [];
                }
            );
    }

    private void Cancel(IEnumerable<PromptJob> jobs)
    {
        foreach (PromptJob job in jobs)
            queue.Cancel(job.Job);
    }

    /// <summary>The result of some work; what is wrong with the request is said of a node.</summary>
    private static async Task<T> AtAsync<T>(string node, Func<Task<T>> work)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (HippogriffException error)
            when (error is not (NotPlannedException or IAnswered)
                && error.Kind is not (FaultKind.Resource or FaultKind.Busy)
            )
        {
            throw new NotPlannedException(node, error.MessageWithoutPaths);
        }
    }

    private static GraphFault FaultOf(GraphCheck check, NotPlannedException error)
    {
        string name = check.Order.FirstOrDefault(node => node.Node.Id == error.Node)?.Node.Class.Name ?? "";
        string sentence = error.MessageWithoutPaths;
        return new GraphFault(
            "prompt_outputs_failed_validation",
            sentence,
            $"{name} {error.Node}: {sentence}",
            new Dictionary<string, NodeErrors>
            {
                [error.Node] = new NodeErrors([NodeError.Own(sentence, sentence)], check.Outputs, name),
            }
        );
    }

    private static GraphFault InUse(string id) =>
        GraphFault.Of("invalid_prompt", "There is an open prompt with this prompt_id; take another.", id);

    private static List<string> Remarks(JsonElement body) =>
        body.TryGetProperty("front", out JsonElement front) && front.ValueKind == JsonValueKind.True
            ? ["A prompt has its place behind those that came before, so front changed nothing."]
            : [];

    private static Said Read(JsonElement body, string client)
    {
        Dictionary<string, JsonElement> extra = [];
        if (body.TryGetProperty("extra_data", out JsonElement further) && further.ValueKind == JsonValueKind.Object)
            foreach (JsonProperty part in further.EnumerateObject())
                extra[part.Name] = part.Value;
        string? socket = null;
        if (body.TryGetProperty("client_id", out JsonElement named))
        {
            extra["client_id"] = named;
            socket = JsonText.StringOf(named);
        }
        return new Said(client, IdOf(body), socket, JsonSerializer.SerializeToElement(extra));
    }

    private static string IdOf(JsonElement body)
    {
        if (!body.TryGetProperty("prompt_id", out JsonElement sent) || sent.ValueKind == JsonValueKind.Null)
            return Guid.NewGuid().ToString();
        return JsonText.StringOf(sent) is { Length: > 0 and <= LongestId } id && !id.Any(char.IsControl)
            ? id
            : throw new RefusedException(
                StatusCodes.Status400BadRequest,
                $"prompt_id takes a text of at most {LongestId} characters.",
                "prompt_id",
                "invalid_prompt"
            );
    }
}
