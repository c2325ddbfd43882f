using System.Text.Json;
using System.Text.Json.Nodes;
using Hippogriff.Files;
using Hippogriff.Studio.Storage;

namespace Hippogriff.Studio.Jobs;

/// <summary>Orders as the database holds them.</summary>
internal static class StoredRequest
{
    /// <summary>
    /// Reads one. Of what a later version wrote, or a damaged page left, all is taken that is known here; a fault says
    /// that it is not to be drawn.
    /// </summary>
    public static (JobRequest Order, string? Fault) Read(string json)
    {
        try
        {
            return StudioJson.Read<JobRequest>(json) is { Prompt: not null, NegativePrompt: not null } order
                ? (order, null)
                : (Known(json), "The order of this job has no prompt, so it cannot be drawn.");
        }
        catch (Exception error)
            when (error is JsonException or NotSupportedException or ArgumentException or InvalidOperationException)
        {
            string why = error is JsonException fault ? $": {JsonFault.Explain(fault)}" : "";
            return (
                Known(json),
                $"The order of this job was written by a later version of Hippogriff, or is damaged, "
                    + $"so it cannot be drawn{why}."
            );
        }
    }

    /// <summary>What lists show: prompt, model and seed, as far as they can be read.</summary>
    private static JobRequest Known(string json)
    {
        try
        {
            return JsonNode.Parse(json) is JsonObject order
                ? new JobRequest
                {
                    Prompt = Text(order["prompt"]) ?? "",
                    NegativePrompt = Text(order["negativePrompt"]) ?? "",
                    Model = Text(order["model"]),
                    Seed = order["seed"] is JsonValue seed && seed.TryGetValue(out long number) ? number : null,
                }
                : new JobRequest { Prompt = "" };
        }
        catch (Exception error) when (error is JsonException or ArgumentException or InvalidOperationException)
        {
            return new JobRequest { Prompt = "" };
        }
    }

    private static string? Text(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
