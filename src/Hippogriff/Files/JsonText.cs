using System.Text;
using System.Text.Json;

namespace Hippogriff.Files;

/// <summary>
/// The only way to deserialize JSON from outside. Every error becomes a clause that says what is wrong; no other
/// exception is thrown. Unlike the serializer, it rejects null items in lists and infinite numbers.
/// </summary>
public static class JsonText
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The file: UTF-8, or UTF-16 with a byte order mark.</param>
    /// <param name="options">Serializer options.</param>
    /// <param name="refuse">Makes the exception from the clause that says what is wrong.</param>
    /// <param name="most">Maximum size in bytes.</param>
    /// <exception cref="HippogriffException">The file does not exist or cannot be read, or the exception that
    /// <paramref name="refuse"/> makes.</exception>
    public static T ReadFile<T>(
        string path,
        JsonSerializerOptions? options,
        Func<string, string> refuse,
        long most = RegularFile.MostText
    ) => Read<T>(Utf8(RegularFile.ReadBytes(path, most)), options, refuse);

    /// <summary>Reads a text.</summary>
    /// <inheritdoc cref="Read{T}(ReadOnlySpan{byte}, JsonSerializerOptions, Func{string, string})"/>
    public static T Read<T>(string json, JsonSerializerOptions? options, Func<string, string> refuse) =>
        Read<T>(Encoding.UTF8.GetBytes(json), options, refuse);

    /// <summary>Reads UTF-8.</summary>
    /// <param name="json">The text.</param>
    /// <param name="options">Serializer options.</param>
    /// <param name="refuse">Makes the exception from the clause of <see cref="JsonFault.Explain"/>.</param>
    /// <exception cref="HippogriffException">It is not JSON, or does not describe a
    /// <typeparamref name="T"/>.</exception>
    public static T Read<T>(ReadOnlySpan<byte> json, JsonSerializerOptions? options, Func<string, string> refuse)
    {
        try
        {
            // Who reads elements looks at each of them; public files list nulls.
            RequirePlain(json, options, areNullsItems: typeof(T) == typeof(JsonElement));
            return JsonSerializer.Deserialize<T>(json, options)
                ?? throw new HippogriffException(refuse("it holds nothing but null"), FaultKind.DamagedFile);
        }
        catch (JsonException error)
        {
            throw new HippogriffException(refuse(JsonFault.Explain(error)), error, FaultKind.DamagedFile);
        }
        catch (Exception error)
            when (error
                    is NotSupportedException
                        or InvalidOperationException
                        or ArgumentException
                        or FormatException
                        or OverflowException
            )
        {
            throw new HippogriffException(
                refuse("it holds a text or a number that cannot be"),
                error,
                FaultKind.DamagedFile
            );
        }
    }

    /// <summary>The string value of an element; null if it is not a string or has an unpaired surrogate.</summary>
    public static string? StringOf(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.String)
            return null;
        try
        {
            return element.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The string value of an object's property; null if there is none.</summary>
    public static string? StringOf(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value)
            ? StringOf(value)
            : null;

    /// <summary>The whole number of an object's property; null if there is none, or it is beyond 64 bits.</summary>
    public static long? WholeOf(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty(name, out JsonElement value)
        && value.ValueKind == JsonValueKind.Number
        && value.TryGetInt64(out long number)
            ? number
            : null;

    private static void RequirePlain(ReadOnlySpan<byte> json, JsonSerializerOptions? options, bool areNullsItems)
    {
        Utf8JsonReader reader = new(
            json,
            new JsonReaderOptions
            {
                AllowTrailingCommas = options?.AllowTrailingCommas ?? false,
                CommentHandling = options?.ReadCommentHandling ?? JsonCommentHandling.Disallow,
                MaxDepth = options?.MaxDepth ?? 0,
            }
        );
        bool afterName = false;
        while (reader.Read())
        {
            if (!areNullsItems && reader.TokenType == JsonTokenType.Null && !afterName && reader.CurrentDepth > 0)
                throw At("A list holds null.", json, reader);
            if (
                reader.TokenType == JsonTokenType.Number
                && !(reader.TryGetDouble(out double number) && double.IsFinite(number))
            )
                throw At("A number is beyond what can be held.", json, reader);
            afterName = reader.TokenType == JsonTokenType.PropertyName;
        }
    }

    private static JsonException At(string fault, ReadOnlySpan<byte> json, Utf8JsonReader reader) =>
        new(fault, null, json[..(int)reader.TokenStartIndex].Count((byte)'\n'), null);

    private static byte[] Utf8(byte[] text)
    {
        if (text is [0xef, 0xbb, 0xbf, ..])
            return text[3..];
        if (text is not ([0xff, 0xfe, ..] or [0xfe, 0xff, ..]))
            return text;
        using StreamReader reader = new(new MemoryStream(text), Encoding.UTF8, detectEncodingFromByteOrderMarks: true);
        return Encoding.UTF8.GetBytes(reader.ReadToEnd());
    }
}
