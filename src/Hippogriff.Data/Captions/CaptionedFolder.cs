using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Hippogriff.Files;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;

namespace Hippogriff.Data.Captions;

/// <summary>
/// Writes a folder of captioned pictures for <see cref="CaptionIndex"/>. The index <c>captions.jsonl</c> is written
/// last, so a folder with it is complete. Optionally it is written every few pictures, so that an interrupted folder is
/// usable and can be continued.
/// </summary>
/// <param name="folder">The folder; made if it does not exist.</param>
/// <param name="asItGoes">Whether to write the index every few pictures.</param>
public sealed class CaptionedFolder(string folder, bool asItGoes = false)
{
    /// <summary>Name of the index.</summary>
    public const string Index = "captions.jsonl";

    private const int Every = 50;
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
    private readonly StringBuilder _lines = new();

    /// <summary>Number of pictures in it.</summary>
    public int Count { get; private set; }

    /// <summary>Whether <paramref name="folder"/> is complete.</summary>
    public static bool IsWhole(string folder) => File.Exists(Path.Combine(folder, Index));

    /// <summary>The captions of a folder's index, in order; empty if there is no index.</summary>
    /// <exception cref="HippogriffException">It is damaged.</exception>
    public static IReadOnlyList<IReadOnlyList<string>> Captions(string folder)
    {
        string index = Path.Combine(folder, Index);
        if (!File.Exists(index))
            return [];
        return
        [
            .. CaptionRows
                .Read(index, PlainText.Decode(RegularFile.ReadBytes(index, long.MaxValue), index))
                .GroupBy(row => row.File)
                .Select(file => file.Select(row => row.Caption).ToArray()),
        ];
    }

    /// <summary>Writes a picture under the next number or a given name.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="captions">Its captions, one line each; may be empty.</param>
    /// <param name="generated">Whether a network generated it, for its metadata.</param>
    /// <param name="name">Name without extension; null for the number.</param>
    public void Add(RgbImage image, IReadOnlyList<string> captions, bool generated = false, string? name = null)
    {
        PngFile.Write(Path.Combine(folder, FileOf(name)), image, generated: generated);
        Keep(captions, name);
        if (asItGoes && Count % Every == 0)
            End();
    }

    /// <summary>Counts a picture that exists already, under its next number.</summary>
    public void Keep(IReadOnlyList<string> captions) => Keep(captions, null);

    /// <summary>Writes the index.</summary>
    public void End() => AtomicFile.Write(Path.Combine(folder, Index), Encoding.UTF8.GetBytes(_lines.ToString()));

    private void Keep(IReadOnlyList<string> captions, string? name)
    {
        foreach (string caption in captions)
            _lines.AppendLine(JsonSerializer.Serialize(new { File = FileOf(name), Text = caption }, s_json));
        Count++;
    }

    private string FileOf(string? name) => $"{name ?? Count.ToString("D4", null)}.png";
}
