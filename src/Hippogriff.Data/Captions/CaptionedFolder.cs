using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Hippogriff.Files;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;

namespace Hippogriff.Data.Captions;

/// <summary>
/// Writes a folder of captioned pictures that <see cref="CaptionIndex"/> reads: the pictures one by one, and
/// <c>captions.jsonl</c> last, so that a folder with it is whole; or, where that is asked for, the index every few
/// pictures, so that what was written before a process was killed is a folder, too, and can be gone on with.
/// </summary>
/// <param name="folder">The folder; made where it is missing.</param>
/// <param name="asItGoes">Whether the index is written every few pictures.</param>
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

    /// <summary>Pictures in it.</summary>
    public int Count { get; private set; }

    /// <summary>Whether <paramref name="folder"/> was written to its end.</summary>
    public static bool IsWhole(string folder) => File.Exists(Path.Combine(folder, Index));

    /// <summary>
    /// What is said of the pictures that the index of a folder names, in their order; none where there is no index.
    /// </summary>
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

    /// <summary>Writes a picture under the next number, or under a name of its own.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="captions">What is said of it, one line each; none leaves it without a caption.</param>
    /// <param name="generated">Whether a network drew it, which its metadata then says.</param>
    /// <param name="name">Name without ending; null for the number.</param>
    public void Add(RgbImage image, IReadOnlyList<string> captions, bool generated = false, string? name = null)
    {
        PngFile.Write(Path.Combine(folder, FileOf(name)), image, generated: generated);
        Keep(captions, name);
        if (asItGoes && Count % Every == 0)
            End();
    }

    /// <summary>Counts a picture in that was written before, under the number that it would get now.</summary>
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
