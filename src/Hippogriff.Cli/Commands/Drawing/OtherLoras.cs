using Hippogriff.Cli.Parsing;
using Hippogriff.Metadata;
using Hippogriff.Pipelines;
using Hippogriff.Weights;

namespace Hippogriff.Cli.Commands.Drawing;

/// <summary>LoRAs of a picture that another program drew: which are here, and whether they are the same.</summary>
internal static class OtherLoras
{
    /// <summary>
    /// The options with those LoRAs whose weights no tag of the prompt says. Remarks tell what is not here, and which
    /// files are others now.
    /// </summary>
    public static GenerationOptions Over(
        GenerationOptions options,
        IReadOnlyList<NamedLora> named,
        string from,
        List<string> remarks
    )
    {
        List<LoraChoice> found = [];
        foreach (NamedLora lora in named)
        {
            string hash = lora.Hash is null ? "" : $" (hash {Quoted.Name(lora.Hash)})";
            if (LoraOption.FileOf(lora.Name) is not { } file)
            {
                remarks.Add(
                    $"The LoRA {Quoted.Name(lora.Name)}{hash} of '{from}' is not in a folder loras/ here or above. "
                        + "This is drawn without it; --lora names its file."
                );
                continue;
            }
            LoraChoice choice = new(file, lora.Weight ?? 1);
            if (lora.Hash is { } said && !LoraUses.Of([choice with { Weight = 1 }])![0].Has(said))
                remarks.Add(
                    $"The LoRA {Quoted.Name(lora.Name)} here is another file than that of '{from}'{hash}, so this "
                        + "picture may differ."
                );
            if (lora.Weight is not null)
                found.Add(choice);
        }
        return found.Count == 0 ? options : options with { Loras = LoraTags.Sum(found) };
    }
}
