using System.Text;
using System.Text.Json;
using Hippogriff.Campaigns.Fuzzing;
using Hippogriff.Campaigns.Mutators;

namespace Hippogriff.Campaigns.Readers;

/// <summary>
/// One operation of the OpenAPI document, from which requests are made: its path and the body that its schema
/// describes, both then damaged.
/// </summary>
/// <param name="Method">GET, POST and so on.</param>
/// <param name="Path">With {names} in it.</param>
/// <param name="Query">Names of what stands behind the question mark.</param>
/// <param name="Type">Media type of the body; null for none.</param>
/// <param name="Body">A good body.</param>
internal sealed record HttpOperation(string Method, string Path, IReadOnlyList<string> Query, string? Type, byte[] Body)
{
    private const string Boundary = "bb",
        Picture = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    private const int Deepest = 6,
        LongestValue = 200;
    private readonly JsonChanges? _json =
        Type?.Contains("json", StringComparison.Ordinal) == true ? new JsonChanges([Body]) : null;

    /// <summary>All operations of a document.</summary>
    public static IEnumerable<HttpOperation> Of(JsonElement document)
    {
        foreach (JsonProperty path in document.GetProperty("paths").EnumerateObject())
        foreach (
            JsonProperty operation in path.Value.EnumerateObject().Where(o => o.Value.ValueKind == JsonValueKind.Object)
        )
        {
            string[] query = operation.Value.TryGetProperty("parameters", out JsonElement parameters)
                ?
                [
                    .. parameters
                        .EnumerateArray()
                        .Where(p => p.GetProperty("in").ValueEquals("query"))
                        .Select(p => p.GetProperty("name").GetString()!),
                ]
                : [];
            bool any = false;
            if (
                operation.Value.TryGetProperty("requestBody", out JsonElement body)
                && body.TryGetProperty("content", out JsonElement content)
            )
                foreach (JsonProperty type in content.EnumerateObject())
                {
                    any = true;
                    JsonElement schema = type.Value.TryGetProperty("schema", out JsonElement said) ? said : default;
                    (string media, byte[] bytes) = Good(type.Name, schema, document);
                    yield return new HttpOperation(operation.Name.ToUpperInvariant(), path.Name, query, media, bytes);
                }
            if (!any)
                yield return new HttpOperation(operation.Name.ToUpperInvariant(), path.Name, query, null, []);
        }
    }

    /// <summary>A request as text: method and address, media type, an empty line, the body.</summary>
    public byte[] Next(Dice dice, IReadOnlyList<byte[]> files)
    {
        StringBuilder address = new();
        foreach (string part in Path.Split('/').Skip(1))
            address
                .Append('/')
                .Append(
                    part.StartsWith('{') ? Uri.EscapeDataString(Value(dice))
                    : dice.OneIn(60) ? Uri.EscapeDataString(Value(dice))
                    : part
                );
        foreach (string name in Query.Concat(dice.OneIn(6) ? Query : []))
            if (dice.OneIn(2))
                address
                    .Append(address.ToString().Contains('?', StringComparison.Ordinal) ? '&' : '?')
                    .Append(name)
                    .Append('=')
                    .Append(Uri.EscapeDataString(Value(dice)));
        byte[] body =
            _json is not null ? _json.Next(dice)
            : Type is null ? []
            : Type.StartsWith("multipart", StringComparison.Ordinal) ? Fields(dice)
            : ByteChanges.Of(files, dice);
        string type = dice.OneIn(40)
            ? dice.Pick<string>([
                "text/plain",
                "application/x-www-form-urlencoded",
                "application/octet-stream",
                "multipart/form-data",
                "application/json; charset=utf-16",
                "image/png",
                "application/json; charset=x",
                "application/json;",
                "APPLICATION/JSON",
                "application/problem+json",
                "text/json; charset=\"utf-8\"",
                "multipart/form-data; boundary=",
                $"multipart/form-data; boundary={new string('b', 300)}",
                "multipart/form-data; boundary=\"b b\"",
                "a",
                "/",
                "*/*",
                $"x/{new string('y', 500)}",
            ])
            : Type ?? "";
        return [.. Encoding.UTF8.GetBytes($"{Method} {address}\n{type}\n\n"), .. body];
    }

    /// <summary>
    /// The form with fields left out, twice, of other names and with other values, and the damage that knows nothing.
    /// </summary>
    private byte[] Fields(Dice dice)
    {
        if (dice.OneIn(3))
            return ByteChanges.Of([Body], dice, Tokens.Text);
        const string line = $"--{Boundary}\r\n";
        List<string> parts = [.. Encoding.Latin1.GetString(Body).Split(line, StringSplitOptions.RemoveEmptyEntries)];
        for (int change = 1 + dice.Below(3); change > 0 && parts.Count > 0; change--)
        {
            int at = dice.Below(parts.Count),
                value = parts[at].IndexOf("\r\n\r\n", StringComparison.Ordinal);
            string token = Encoding.Latin1.GetString(dice.OneIn(2) ? dice.Pick(Tokens.Text) : dice.Pick(Tokens.Json));
            switch (dice.Below(6))
            {
                case 0:
                    parts.RemoveAt(at);
                    break;
                case 1:
                    parts.Insert(0, parts[at]);
                    break;
                case 2:
                    parts[at] = parts[at].Replace("name=\"", $"name=\"{token}", StringComparison.Ordinal);
                    break;
                case 3:
                    parts[at] = parts[at]
                        .Replace("form-data;", $"form-data; filename*=UTF-8''{token};", StringComparison.Ordinal);
                    break;
                default:
                    if (value > 0)
                        parts[at] =
                            $"{parts[at][..value]}\r\n\r\n{token}\r\n{(Ends(parts[at]) ? $"--{Boundary}--\r\n" : "")}";
                    break;
            }
        }
        return Encoding.Latin1.GetBytes(line + string.Join(line, parts));

        static bool Ends(string part) => part.EndsWith("--\r\n", StringComparison.Ordinal);
    }

    /// <summary>A piece of an address.</summary>
    private static string Value(Dice dice)
    {
        string value = dice.Below(4) switch
        {
            0 => "1",
            1 => "small",
            2 => Encoding.UTF8.GetString(dice.Pick(Tokens.Text)),
            _ => Encoding.UTF8.GetString(dice.Pick(Tokens.Json)),
        };
        return value.Length == 0 ? "0"
            : value.Length > LongestValue ? value[..LongestValue]
            : value;
    }

    private static (string Type, byte[] Body) Good(string type, JsonElement schema, JsonElement document)
    {
        if (type.StartsWith("multipart", StringComparison.Ordinal))
            return ($"multipart/form-data; boundary={Boundary}", Form(schema, document));
        if (type.Contains("json", StringComparison.Ordinal))
            return (
                type,
                schema.ValueKind == JsonValueKind.Undefined
                    ? "{}"u8.ToArray()
                    : Encoding.UTF8.GetBytes(Sample(schema, document, "", 0))
            );
        return (type, []);
    }

    private static byte[] Form(JsonElement schema, JsonElement document)
    {
        using MemoryStream form = new();
        foreach (JsonProperty field in Properties(schema, document))
        {
            bool file =
                field.Name.Contains("image", StringComparison.Ordinal)
                || field.Name.Contains("mask", StringComparison.Ordinal);
            form.Write(
                Encoding.UTF8.GetBytes(
                    $"--{Boundary}\r\nContent-Disposition: form-data; "
                        + $"name=\"{field.Name}\"{(file ? "; filename=\"a.png\"\r\nContent-Type: image/png" : "")}"
                        + "\r\n\r\n"
                )
            );
            form.Write(
                file
                    ? PictureReaders.Png()
                    : Encoding.UTF8.GetBytes(Sample(field.Value, document, field.Name, 1).Trim('"'))
            );
            form.Write("\r\n"u8);
        }
        form.Write(Encoding.UTF8.GetBytes($"--{Boundary}--\r\n"));
        return form.ToArray();
    }

    private static IEnumerable<JsonProperty> Properties(JsonElement schema, JsonElement document)
    {
        schema = Resolved(schema, document);
        return
            schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("properties", out JsonElement properties)
            ? properties.EnumerateObject()
            : [];
    }

    private static JsonElement Resolved(JsonElement schema, JsonElement document)
    {
        foreach (string choice in (string[])["oneOf", "anyOf", "allOf"])
            if (schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty(choice, out JsonElement choices))
                return Resolved(choices[choices.GetArrayLength() - 1], document);
        return schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("$ref", out JsonElement reference)
            ? document
                .GetProperty("components")
                .GetProperty("schemas")
                .GetProperty(reference.GetString()!.Split('/')[^1])
            : schema;
    }

    private static string Sample(JsonElement schema, JsonElement document, string name, int depth)
    {
        schema = Resolved(schema, document);
        string kind =
            schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("type", out JsonElement type)
                ? type.ValueKind == JsonValueKind.Array
                    ? type.EnumerateArray().Select(t => t.GetString()!).First(t => t != "null")
                    : type.GetString()!
                : "object";
        if (depth > Deepest)
            return "null";
        return kind switch
        {
            "string"
                when name.Contains("image", StringComparison.OrdinalIgnoreCase)
                    || name.Contains("mask", StringComparison.OrdinalIgnoreCase) => $"\"{Picture}\"",
            "string" when name.Contains("prompt", StringComparison.OrdinalIgnoreCase) => "\"a red square\"",
            "string" when schema.TryGetProperty("enum", out JsonElement names) => names[0].GetRawText(),
            "string" => name.Contains("model", StringComparison.OrdinalIgnoreCase) ? "\"small\"" : "\"a\"",
            "integer" => name.Contains("width", StringComparison.OrdinalIgnoreCase)
            || name.Contains("height", StringComparison.OrdinalIgnoreCase)
                ? "16"
                : "1",
            "number" => "0.5",
            "boolean" => "false",
            "array" => schema.TryGetProperty("items", out JsonElement items)
                ? $"[{Sample(items, document, name, depth + 1)}]"
                : "[]",
            _ =>
                $"{{{string.Join(',', Properties(schema, document).Select(p => $"\"{p.Name}\":{Sample(p.Value, document, p.Name, depth + 1)}"))}"
                    + "}",
        };
    }
}
