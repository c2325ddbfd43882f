using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Hippogriff.Files;
using Hippogriff.Imaging;

namespace Hippogriff.Training.Data;

/// <summary>Writes a folder of captioned pictures that <see cref="FolderSource"/> reads: the pictures one by one, and <c>captions.jsonl</c> last, so that a folder with it is whole.</summary>
/// <param name="folder">The folder; made where it is missing.</param>
public sealed class CaptionedFolder(string folder)
{
    /// <summary>Name of the index.</summary>
    public const string Index = "captions.jsonl";

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly StringBuilder _lines = new();
    private int _count;

    /// <summary>Whether <paramref name="folder"/> was written to its end.</summary>
    public static bool IsWhole(string folder) => File.Exists(Path.Combine(folder, Index));

    /// <summary>Writes a picture under the next number, or under a name of its own.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="captions">What is said of it, one line each; none leaves it without a caption.</param>
    /// <param name="generated">Whether a network drew it, which its metadata then says.</param>
    /// <param name="name">Name without ending; null for the number.</param>
    public void Add(RgbImage image, IReadOnlyList<string> captions, bool generated = false, string? name = null)
    {
        string file = $"{name ?? _count.ToString("D4", null)}.png";
        PngFile.Write(Path.Combine(folder, file), image, generated: generated);
        foreach (string caption in captions) _lines.AppendLine(JsonSerializer.Serialize(new { File = file, Text = caption }, s_json));
        _count++;
    }

    /// <summary>Writes the index.</summary>
    public void End() => AtomicFile.Write(Path.Combine(folder, Index), Encoding.UTF8.GetBytes(_lines.ToString()));
}
