using Microsoft.AspNetCore.Http;

namespace Hippogriff.Studio.Access;

/// <summary>Gives every request an id, which the answer's header and the log of failures have.</summary>
internal sealed class RequestIds(RequestDelegate next)
{
    /// <summary>The header, as OpenAI's clients read it.</summary>
    public const string Header = "x-request-id";

    public Task InvokeAsync(HttpContext context)
    {
        context.TraceIdentifier = $"req_{Guid.NewGuid():N}";
        context.Response.OnStarting(Set, context);
        return next(context);
    }

    private static Task Set(object state)
    {
        HttpContext context = (HttpContext)state;
        context.Response.Headers[Header] = context.TraceIdentifier;
        return Task.CompletedTask;
    }
}
