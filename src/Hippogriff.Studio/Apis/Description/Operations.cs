using Hippogriff.Studio.Access;
using Hippogriff.Studio.Refusals;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Hippogriff.Studio.Apis.Description;

/// <summary>
/// Says of each operation what no endpoint says of itself: how a key is sent, and which errors there may be. Every
/// endpoint says one error, 500, which has the form that all errors of its API have.
/// </summary>
internal sealed class Operations : IOpenApiOperationTransformer
{
    /// <summary>Names of the ways in which a key is sent.</summary>
    public const string Bearer = "bearer",
        Basic = "basic";

    private const string Failure = "500",
        Others = "default";

    private const string Reason = "Refused or failed; the body says in one sentence why.";

    public Task TransformAsync(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext context,
        CancellationToken cancellationToken
    )
    {
        operation.Responses ??= [];
        if (!operation.Responses.Keys.Any(status => status.StartsWith('2')))
            operation.Responses["200"] = new OpenApiResponse { Description = "Done." };
        StreamAnswers.Join(operation);
        SayErrors(operation, context);
        SayKeys(operation, context);
        return Task.CompletedTask;
    }

    /// <summary>All errors of an API are one answer of the document, to which its operations refer.</summary>
    private static void SayErrors(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        if (
            operation.Responses is not { } answers
            || context.Document is not { } document
            || answers.GetValueOrDefault(Failure) is not OpenApiResponse { Content.Count: > 0 } error
            || error.Content.First().Value.Schema is not OpenApiSchemaReference { Reference.Id: { } name } schema
        )
            return;
        document.Components ??= new OpenApiComponents();
        document.Components.Responses ??= new Dictionary<string, IOpenApiResponse>();
        if (!document.Components.Responses.ContainsKey(name))
            document.AddComponent<IOpenApiResponse>(
                name,
                new OpenApiResponse { Description = Reason, Content = error.Content }
            );
        string[] own =
        [
            .. answers
                .Where(answer => answer.Value.Content is { Count: > 0 } content && IsOf(content, schema))
                .Select(answer => answer.Key),
        ];
        foreach (string status in own.Concat(Common(operation, IsOpen(context))).Append(Others))
            answers[status] = new OpenApiResponseReference(name, document);
        operation.Responses = [];
        foreach ((string status, IOpenApiResponse answer) in answers.OrderBy(one => one.Key, StringComparer.Ordinal))
            operation.Responses[status] = answer;
    }

    /// <summary>What any operation with such parameters and such a body may answer.</summary>
    private static IEnumerable<string> Common(OpenApiOperation operation, bool isOpen)
    {
        if (!isOpen)
            yield return "401";
        if (operation.Parameters?.Any(parameter => parameter.In == ParameterLocation.Path) == true)
            yield return "404";
        if (operation.RequestBody is not null)
        {
            yield return "400";
            yield return "413";
            yield return "415";
        }
        else if (operation.Parameters?.Any(parameter => parameter.In == ParameterLocation.Query) == true)
            yield return "400";
    }

    private static bool IsOf(IDictionary<string, OpenApiMediaType> content, OpenApiSchemaReference schema) =>
        content.Values.First().Schema is OpenApiSchemaReference other && other.Reference.Id == schema.Reference.Id;

    private static bool IsOpen(OpenApiOperationTransformerContext context) =>
        context.Description.ActionDescriptor.EndpointMetadata.OfType<IAllowAnonymous>().Any();

    /// <summary>What differs from the document's own way, which is a bearer.</summary>
    private static void SayKeys(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        if (IsOpen(context))
            operation.Security = [new OpenApiSecurityRequirement()];
        else if (
            context
                .ApplicationServices.GetServices<RefusalForm>()
                .Any(form =>
                    form.TakesBasic
                    && new PathString("/" + context.Description.RelativePath).StartsWithSegments(form.Path)
                )
        )
            operation.Security = Ways(context.Document!, context.ApplicationServices, Basic, Bearer);
    }

    /// <summary>These ways; where the server has no keys, none is needed.</summary>
    public static IList<OpenApiSecurityRequirement> Ways(
        OpenApiDocument document,
        IServiceProvider services,
        params string[] names
    )
    {
        List<OpenApiSecurityRequirement> ways =
        [
            .. names.Select(name => new OpenApiSecurityRequirement
            {
                [new OpenApiSecuritySchemeReference(name, document)] = [],
            }),
        ];
        if (services.GetRequiredService<ApiKeys>() is { IsEmpty: true, WereThere: false })
            ways.Add(new OpenApiSecurityRequirement());
        return ways;
    }
}
