using System.Text.Json;
using System.Text.Json.Nodes;
using Hippogriff.Files;
using Hippogriff.Studio.Storage;

namespace Hippogriff.Studio.Jobs;

/// <summary>Requests as stored in the database.</summary>
internal static class StoredRequest
{
    /// <summary>
    /// Reads a request. If a later version wrote it or it is damaged, known fields are read and a fault says that it
    /// must not be drawn.
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
            when (error
                    is JsonException
                        or NotSupportedException
                        or ArgumentException
                        or InvalidOperationException
                        or HippogriffException
            )
        {
            string why = error is JsonException fault ? $": {JsonFault.Explain(fault)}" : "";
            return (
                Known(json),
                $"The order of this job was written by a later version of Hippogriff, or is damaged, "
                    + $"so it cannot be drawn{why}."
            );
        }
    }

    /// <summary>Prompt, model and seed for lists, as far as they are readable.</summary>
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
