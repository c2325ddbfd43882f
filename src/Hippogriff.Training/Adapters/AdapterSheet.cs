using Hippogriff.Data.Examples;
using Hippogriff.Data.Folders;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Imaging.Drawing;
using Hippogriff.Pipelines;
using Hippogriff.Training.Diagnosis;

namespace Hippogriff.Training.Adapters;

/// <summary>
/// Sample sheets during LoRA training: own captions above, the model's earlier concepts below. Each is drawn without
/// and with the LoRA from the same seeds.
/// </summary>
internal sealed class AdapterSheet
{
    private const int Columns = 8;
    private const long Seed = 7;
    private readonly string _folder;
    private readonly AdapterPlan _plan;
    private readonly string[] _own;
    private readonly string[] _known;
    private readonly Dictionary<string, RgbImage> _before = [];
    private readonly CopyReport _copies;

    public AdapterSheet(AdapterPlan plan, IExampleSource own, FolderSource? prior, string folder)
    {
        (_folder, _plan) = (Path.Combine(folder, "sheets"), plan);
        _copies = new CopyReport(own);
        _own = [.. Captions(own)];
        _known = prior is null ? [] : [.. Captions(prior)];
    }

    /// <summary>Writes <c>step-N.png</c> and returns remarks on it.</summary>
    public IEnumerable<string> Draw(NetworkModel model, string lora, long step)
    {
        SheetPicture[] own =
        [
            .. _own.Select((caption, i) => new SheetPicture(Picture(model, caption, Seed + i, lora), caption)),
        ];
        SheetPicture[] before =
        [
            .. _known.Select((caption, i) => new SheetPicture(Before(model, caption, Seed + i), caption)),
        ];
        SheetPicture[] after =
        [
            .. _known.Select((caption, i) => new SheetPicture(Picture(model, caption, Seed + i, lora), caption)),
        ];
        string path = Path.Combine(_folder, $"step-{step:D7}.png");
        SheetPicture[][] rows = [.. new[] { own, before, after }.Where(row => row.Length > 0)];
        PngFile.Write(
            path,
            ContactSheet.Strip(
                rows,
                $"{_plan.Name} on {model.Name}, step {step:N0}",
                _known.Length == 0 ? ["with the LoRA"] : ["with the LoRA", "before", "with the LoRA"]
            ),
            generated: true
        );
        yield return $"Wrote {path}";
        foreach (string sentence in _copies.Write(Path.Combine(_folder, "copies.png"), own, lora: true))
            yield return sentence;
    }

    private RgbImage Before(NetworkModel model, string caption, long seed) =>
        _before.TryGetValue(caption, out RgbImage? known)
            ? known
            : _before[caption] = Picture(model, caption, seed, null);

    private static RgbImage Picture(NetworkModel model, string caption, long seed, string? lora)
    {
        using IDisposable? changed = model.Adapt(lora is null ? [] : [new LoraChoice(lora)]);
        return TextToImage.Draw(model, RequestCheck.Default(model, caption, seed), count: 1)[0].Image;
    }

    private static IEnumerable<string> Captions(IExampleSource source)
    {
        string[] captions =
        [
            .. Enumerable.Range(0, (int)Math.Min(source.Count ?? Columns, 64)).Select(i => source.Get(i).Caption),
        ];
        string[] different = [.. captions.Distinct()];
        return (different.Length >= Columns ? different : captions).Take(Columns);
    }
}
