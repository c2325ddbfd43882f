using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Hippogriff.EndToEnd.Tests.Classes;

/// <summary>A request to one endpoint of the running server.</summary>
/// <param name="Method">Its method.</param>
/// <param name="Pattern">The pattern of its path.</param>
/// <param name="Path">Its path, with a query perhaps.</param>
/// <param name="Names">Whether the path names something of the owner.</param>
internal sealed partial record Probe(string Method, string Pattern, string Path, bool Names)
{
    /// <summary>
    /// Requests to all endpoints that the server has. A route that is added later is among them by itself: its
    /// parameters are filled by their names and kinds with what belongs to the owner.
    /// </summary>
    public static IReadOnlyList<Probe> All(IServiceProvider services, OwnThings things)
    {
        List<Probe> probes = [];
        foreach (
            RouteEndpoint endpoint in services
                .GetServices<EndpointDataSource>()
                .SelectMany(source => source.Endpoints)
                .OfType<RouteEndpoint>()
        )
        {
            string pattern = "/" + endpoint.RoutePattern.RawText?.TrimStart('/');
            if (pattern.StartsWith("/_", StringComparison.Ordinal)) // the framework's own; circuits are probed apart
                continue;
            IReadOnlyList<string> methods = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods
                is { Count: > 0 } said
                ? said
                : ["GET", "POST"];
            foreach (string method in methods.Where(method => method != "OPTIONS"))
            foreach (string path in things.Fill(pattern))
            foreach (string query in (string[])["", things.Query])
                probes.Add(new Probe(method, pattern, path + query, path != pattern || query.Length > 0));
        }
        return [.. probes.Distinct()];
    }

    /// <summary>Sends it.</summary>
    public async Task<(HttpStatusCode Status, string Type, byte[] Body)> SendAsync(HttpClient client, OwnThings things)
    {
        using HttpRequestMessage request = new(new HttpMethod(Method), Path);
        if (Method is "POST" or "PUT")
            request.Content = JsonContent.Create(things.Body);
        using HttpResponseMessage answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        string type = answer.Content.Headers.ContentType?.MediaType ?? "";
        // a stream has no end of its own
        byte[] body = type == "text/event-stream" ? [] : await answer.Content.ReadAsByteArrayAsync();
        return (answer.StatusCode, type, body);
    }

    public override string ToString() => $"{Method} {Path}";
}

/// <summary>What belongs to one pupil, to be asked for by another one.</summary>
/// <param name="Picture">Number of a picture.</param>
/// <param name="Job">Id of a job.</param>
/// <param name="Upload">Name of an upload.</param>
/// <param name="Prompt">Id of a prompt of ComfyUI's API.</param>
/// <param name="Words">Words of the prompt that stand nowhere else.</param>
/// <param name="Png">The picture's file.</param>
internal sealed partial record OwnThings(long Picture, Guid Job, string Upload, string Prompt, string Words, byte[] Png)
{
    /// <summary>Things named in a query, by all names that the server knows.</summary>
    public string Query =>
        $"?ids={Picture}&picture={Picture}&reuse={Picture}&filename=hippogriff_{Picture:00000}_.png&type=output";

    /// <summary>Things named in a body, by all names that the server knows.</summary>
    public Dictionary<string, object> Body =>
        new()
        {
            ["prompt"] = "x",
            ["source"] = Upload,
            ["mask"] = Upload,
            ["ids"] = new[] { Picture },
            ["delete"] = new[] { Prompt },
            ["clear"] = true,
            ["prompt_id"] = Prompt,
            ["position"] = 0,
        };

    /// <summary>A pattern with all that fits its parameters.</summary>
    public IEnumerable<string> Fill(string pattern)
    {
        List<string> paths = [pattern];
        foreach (Match parameter in Parameter().Matches(pattern))
            paths =
            [
                .. paths.SelectMany(path =>
                    Values(parameter.Groups["name"].Value, parameter.Groups["kind"].Value)
                        .Select(value => path.Replace(parameter.Value, value, StringComparison.Ordinal))
                ),
            ];
        return paths;
    }

    private string[] Values(string name, string kind) =>
        (name, kind) switch
        {
            (_, "long") => [$"{Picture}"],
            (_, "int") => ["0"],
            (_, "guid") => [$"{Job}"],
            ("id", _) => [$"{Picture}", $"{Job}", Prompt],
            ("view", _) => ["noisy", "clean"],
            ("format", _) => ["webp", "png"],
            ("name", _) => [Upload, "0.png"],
            _ => ["x"],
        };

    [GeneratedRegex(@"\{\*{0,2}(?<name>\w+)(:(?<kind>\w+))?[^}]*\}")]
    private static partial Regex Parameter();
}
