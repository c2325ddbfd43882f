using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace Hippogriff.Studio.Apis.OpenAi;

/// <summary>
/// Takes the paths of Azure's OpenAI clients for OpenAI's: <c>/openai/deployments/NAME/images/generations</c> and
/// <c>/openai/v1/images/generations</c>. A deployment is the model of a request that names none. Versions
/// (<c>api-version</c>) make no difference here.
/// </summary>
internal sealed partial class AzurePaths(RequestDelegate next)
{
    private static readonly object s_deployment = new();

    public Task InvokeAsync(HttpContext context)
    {
        if (context.Request.Path.Value is { } path && Azure().Match(path) is { Success: true } azure)
        {
            if (azure.Groups["name"] is { Success: true, Value: var name })
                context.Items[s_deployment] = name;
            context.Request.Path = $"{OpenAiApi.Path}/{azure.Groups["rest"].Value}";
        }
        return next(context);
    }

    /// <summary>The deployment in the path of a request; null if it has none.</summary>
    public static string? DeploymentOf(HttpContext context) => context.Items[s_deployment] as string;

    [GeneratedRegex("^/openai/(deployments/(?<name>[^/]+)|v1)/(?<rest>.+)$", RegexOptions.IgnoreCase)]
    private static partial Regex Azure();
}
