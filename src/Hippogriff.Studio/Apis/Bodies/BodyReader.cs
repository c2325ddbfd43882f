using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Hippogriff.Studio.Refusals;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;

namespace Hippogriff.Studio.Apis.Bodies;

/// <summary>A form: its fields as a record, and its files by name, readable until it is disposed.</summary>
internal sealed record FormBody<T>(T Fields, IFormFileCollection Files, IDisposable Received) : IDisposable
{
    public void Dispose() => Received.Dispose();
}

/// <summary>
/// Reads the body of a request, JSON or a form, into a record. Errors are a <see cref="RefusedException"/>.
/// </summary>
internal static partial class BodyReader
{
    /// <param name="context">The request.</param>
    /// <param name="json">Serializer options.</param>
    /// <param name="nullItems">The status for a list that contains null.</param>
    public static async Task<T> JsonAsync<T>(
        HttpContext context,
        JsonSerializerOptions json,
        int nullItems = StatusCodes.Status400BadRequest
    )
        where T : class
    {
        if (!context.Request.HasJsonContentType())
            throw NothingThere.WrongKind(context, "application/json").ToException();
        if (
            context.Request.Headers.ContentEncoding is { Count: > 0 } packed
            && !string.Equals(packed.ToString().Trim(), "identity", StringComparison.OrdinalIgnoreCase)
        )
            throw new RefusedException(
                StatusCodes.Status415UnsupportedMediaType,
                $"The body is packed ({Refusal.Short(packed.ToString())}, Content-Encoding); send it as it is.",
                code: "unsupported_media_type"
            );
        using ReceivedBody received = await ReceiveAsync(context).ConfigureAwait(false);
        try
        {
            T body =
                await context.Request.ReadFromJsonAsync<T>(json, context.RequestAborted).ConfigureAwait(false)
                ?? throw new RefusedException(
                    StatusCodes.Status400BadRequest,
                    "The body is null; it has to be a JSON object."
                );
            RefuseNullItems(body, json.GetTypeInfo(typeof(T)), nullItems);
            return body;
        }
        catch (JsonException error)
        {
            throw BodyFault.Explain(error, json.GetTypeInfo(typeof(T)));
        }
        catch (InvalidOperationException error)
            when (error.InnerException is System.Text.DecoderFallbackException or ArgumentException)
        {
            throw new RefusedException(
                StatusCodes.Status400BadRequest,
                "The body's character set cannot be read; UTF-8 is taken."
            );
        }
    }

    /// <param name="context">The request.</param>
    /// <param name="json">Serializer options for the fields, which are first converted to JSON.</param>
    /// <param name="most">Maximum number of bytes, all in memory.</param>
    /// <param name="files">Allowed names of files.</param>
    public static async Task<FormBody<T>> FormAsync<T>(
        HttpContext context,
        JsonSerializerOptions json,
        long most,
        params string[] files
    )
        where T : class
    {
        if (
            !context.Request.HasFormContentType
            || context.Request.ContentType?.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase)
                != true
        )
            throw NothingThere.WrongKind(context, "multipart/form-data").ToException();
        // disposed with the response at the latest
        ReceivedBody received = await ReceiveAsync(context).ConfigureAwait(false);
        IFormCollection form = await ReadAsync(context, most).ConfigureAwait(false);
        // so that its files are released after reading, not after sampling
        context.Features.Set<IFormFeature>(null);
        foreach (IFormFile file in form.Files)
        {
            if (!files.Contains(ItemName(file.Name)))
                throw new RefusedException(
                    StatusCodes.Status400BadRequest,
                    $"A file called '{Refusal.Short(file.Name)}' is not known here; known are {string.Join(", ", files)}.",
                    file.Name,
                    "unknown_parameter"
                );
        }
        JsonTypeInfo type = json.GetTypeInfo(typeof(T));
        JsonObject fields = FieldsOf(form, type, files);
        try
        {
            T body = fields.Deserialize<T>(json)!;
            RefuseNullItems(body, type, StatusCodes.Status400BadRequest);
            return new FormBody<T>(body, form.Files, received);
        }
        catch (JsonException error)
        {
            throw BodyFault.Explain(error, type);
        }
    }

    /// <summary>The name of a file of a form; some clients number the items of a list: image[0] is image[].</summary>
    public static string ItemName(string name) => Numbered().Replace(name, "[]");

    [GeneratedRegex(@"\[[0-9]+\]$")]
    private static partial Regex Numbered();

    /// <summary>The fields of a form as JSON; items of a list are collected.</summary>
    private static JsonObject FieldsOf(IFormCollection form, JsonTypeInfo type, string[] files)
    {
        JsonObject fields = [];
        foreach ((string name, StringValues values) in form)
        {
            if (files.Contains(name))
                throw new RefusedException(
                    StatusCodes.Status400BadRequest,
                    $"{name} has to be a file, with a file name in its part of the form.",
                    name
                );
            if (ListOf(name, type) is { } list)
            {
                if (fields[list] is not JsonArray items)
                    fields[list] = items = [];
                foreach (string? value in values)
                    items.Add(Item(value ?? ""));
                continue;
            }
            if (values.Count > 1)
                throw new RefusedException(
                    StatusCodes.Status400BadRequest,
                    $"{Refusal.Short(name)} is given {values.Count} times; once is enough.",
                    name
                );
            fields[name] = Node(
                values.ToString(),
                type.Properties.FirstOrDefault(property => property.Name == name)?.PropertyType
            );
        }
        return fields;
    }

    /// <summary>Receives the whole body before it is parsed.</summary>
    public static Task<ReceivedBody> ReceiveAsync(HttpContext context) =>
        context.RequestServices.GetRequiredService<BodySpool>().ReceiveAsync(context);

    /// <summary>Refuses null items in lists: the serializer accepts null for strings and objects.</summary>
    private static void RefuseNullItems(object body, JsonTypeInfo type, int status)
    {
        foreach (JsonPropertyInfo property in type.Properties)
        {
            if (
                property.Get?.Invoke(body) is not System.Collections.IEnumerable items
                || property.PropertyType == typeof(string)
            )
                continue;
            if (type.Options.GetTypeInfo(property.PropertyType).Kind != JsonTypeInfoKind.Enumerable)
                continue;
            int number = 0;
            foreach (object? item in items)
            {
                number++;
                if (item is null)
                    throw new RefusedException(
                        status,
                        $"{property.Name} takes {BodyFault.Kind(property.PropertyType, type.Options)}, and "
                            + $"item {number} of it is null.",
                        property.Name,
                        "invalid_type"
                    );
            }
        }
    }

    private static async Task<IFormCollection> ReadAsync(HttpContext context, long most)
    {
        try
        {
            return await context
                .Request.ReadFormAsync(
                    new FormOptions
                    {
                        BufferBody = false,
                        MemoryBufferThreshold = (int)Math.Min(int.MaxValue, most),
                        MultipartBodyLengthLimit = most,
                        ValueLengthLimit = 1 << 20,
                        ValueCountLimit = 64,
                    },
                    context.RequestAborted
                )
                .ConfigureAwait(false);
        }
        catch (Exception error) when (error is InvalidDataException or IOException and not BadHttpRequestException)
        {
            throw new RefusedException(
                error.Message.Contains("limit", StringComparison.OrdinalIgnoreCase)
                    ? StatusCodes.Status413PayloadTooLarge
                    : StatusCodes.Status400BadRequest,
                "The form cannot be read: it is damaged, ends too early, or is larger than this server takes."
            );
        }
    }

    /// <summary>
    /// The list that a form's field belongs to, <c>name</c> or <c>name[]</c>, once per item; null if it is not a list.
    /// </summary>
    private static string? ListOf(string name, JsonTypeInfo type)
    {
        string list = name.EndsWith("[]", StringComparison.Ordinal) ? name[..^2] : name;
        return
            type.Properties.FirstOrDefault(property => property.Name == list) is { } found
            && type.Options.GetTypeInfo(found.PropertyType).Kind == JsonTypeInfoKind.Enumerable
            ? list
            : null;
    }

    /// <summary>An item of a list as JSON; other text stays a string and is refused later.</summary>
    private static JsonNode? Item(string text)
    {
        try
        {
            return JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false });
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }

    /// <summary>
    /// Converts a form's text to JSON for number and boolean fields; other text stays a string and is refused later.
    /// </summary>
    private static JsonNode Node(string text, Type? wanted)
    {
        Type? kind = wanted is null ? null : Nullable.GetUnderlyingType(wanted) ?? wanted;
        if (kind == typeof(bool) && bool.TryParse(text, out bool truth))
            return JsonValue.Create(truth);
        if (
            (kind == typeof(int) || kind == typeof(long))
            && long.TryParse(
                text,
                System.Globalization.NumberStyles.AllowLeadingSign,
                System.Globalization.CultureInfo.InvariantCulture,
                out long whole
            )
        )
            return JsonValue.Create(whole);
        if (
            kind == typeof(double)
            && double.TryParse(
                text,
                System.Globalization.NumberStyles.Float,
                System.Globalization.CultureInfo.InvariantCulture,
                out double number
            )
            && double.IsFinite(number)
        )
            return JsonValue.Create(number);
        return JsonValue.Create(text);
    }
}
