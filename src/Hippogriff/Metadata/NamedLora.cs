using System.Globalization;

namespace Hippogriff.Metadata;

/// <summary>A LoRA that another program's picture names.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Hash">Hex digits from the beginning of the hash of its file, or of its data; null if none are
/// said.</param>
/// <param name="Weight">Its weight; null where a tag in the prompt says it.</param>
public sealed record NamedLora(string Name, string? Hash, double? Weight)
{
    /// <summary>
    /// Those of an infotext's entries. "Lora hashes" is the web UI's, whose weights stand in the prompt. "AddNet Model
    /// 1" and "AddNet Weight A 1" are those of the extension that came before it.
    /// </summary>
    internal static IReadOnlyList<NamedLora> Of(IReadOnlyDictionary<string, string> fields)
    {
        List<NamedLora> named = [];
        if (fields.TryGetValue("Lora hashes", out string? list))
            foreach (
                string one in list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            )
                if (one.LastIndexOf(':') is > 0 and var colon)
                    named.Add(new NamedLora(one[..colon].Trim(), one[(colon + 1)..].Trim(), null));
        for (int i = 1; fields.TryGetValue($"AddNet Model {i}", out string? model); i++)
        {
            if (fields.TryGetValue($"AddNet Module {i}", out string? module) && module != "LoRA")
                continue;
            int open = model.LastIndexOf('(');
            bool hasHash = open > 0 && model.EndsWith(')');
            named.Add(
                new NamedLora(
                    hasHash ? model[..open].Trim() : model.Trim(),
                    hasHash ? model[(open + 1)..^1] : null,
                    fields.TryGetValue($"AddNet Weight A {i}", out string? text)
                    && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double weight)
                    && double.IsFinite(weight)
                        ? weight
                        : 1
                )
            );
        }
        return named;
    }
}
