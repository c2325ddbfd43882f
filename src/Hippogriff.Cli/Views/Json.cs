using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Hippogriff.Texts;

namespace Hippogriff.Cli.Views;

/// <summary>Writes JSON documents.</summary>
internal static class Json
{
    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        // A terminal or a program reads it, never a web page: keep non-ASCII letters readable.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly JsonSerializerOptions s_line = new(s_options) { WriteIndented = false };

    /// <summary>One document without line breaks.</summary>
    public static string Line<T>(T document) => Fit.Json(JsonSerializer.Serialize(document, s_line));

    public static void Write<T>(TextWriter output, T document) =>
        output.WriteLine(Fit.Json(JsonSerializer.Serialize(document, s_options)));

    /// <summary>Writes an object with additional properties after its own.</summary>
    public static void Write(TextWriter output, object document, params (string Name, object Value)[] more)
    {
        JsonObject whole = JsonSerializer.SerializeToNode(document, s_options)!.AsObject();
        foreach ((string name, object value) in more)
            whole.Add(name, JsonSerializer.SerializeToNode(value, s_options));
        output.WriteLine(Fit.Json(whole.ToJsonString(s_options)));
    }
}
