using Hippogriff.Adapters;
using Hippogriff.Texts;

namespace Hippogriff.Pipelines;

/// <summary>Validates LoRAs as far as possible without the model.</summary>
internal static class LoraCheck
{
    public const int Most = 8;
    public const double Strongest = 4;
    private const long LargestFile = 1L << 30;

    /// <summary>The LoRAs of a request in the form for a picture's settings; null if there are none.</summary>
    /// <exception cref="HippogriffException">There are too many, one is repeated, a weight is out of range, or a file
    /// cannot be read.</exception>
    public static LoraUses? Resolve(IReadOnlyList<LoraChoice> loras)
    {
        if (loras.Count == 0)
            return null;
        Require(loras);
        if (
            loras
                .GroupBy(lora => Path.GetFullPath(LoraFile.PathOf(lora.Name)))
                .FirstOrDefault(same => same.Count() > 1) is
            { } twice
        )
            throw new HippogriffException(
                $"The LoRA '{twice.First().Name}' is named twice; name it once with the sum of its weights."
            );
        return new LoraUses([
            .. loras.Select(lora =>
            {
                LoraHashes hashes = HashesOf(LoraFile.PathOf(lora.Name));
                return new LoraUse(LoraFile.NameOf(lora.Name), lora.Weight, hashes.File) { DataHash = hashes.Data };
            }),
        ]);
    }

    /// <summary>Refuses what cannot be drawn with, whatever the names mean.</summary>
    /// <exception cref="HippogriffException">There are too many, or the weight of one is out of range.</exception>
    public static void Require(IReadOnlyList<LoraChoice> loras)
    {
        if (loras.Count > Most)
            throw new HippogriffException(
                $"{Counted.Of(loras.Count, "LoRA")} are asked for, and {Most} at once are allowed."
            );
        foreach (LoraChoice lora in loras)
        {
            if (lora?.Name is null)
                throw new HippogriffException(
                    "A LoRA of the request has no name; it takes the name of one and perhaps a weight."
                );
            if (!(Math.Abs(lora.Weight) <= Strongest))
                throw new HippogriffException(
                    $"The LoRA '{lora.Name}' is to count {lora.Weight} times; -{Strongest} to {Strongest} is allowed."
                );
        }
    }

    /// <summary>The hashes of a LoRA's file.</summary>
    /// <exception cref="HippogriffException">It is not there, or cannot be read.</exception>
    public static LoraHashes HashesOf(string file)
    {
        if (Directory.Exists(file))
            throw new HippogriffException(
                $"'{file}' is a folder without adapter_model.safetensors or pytorch_lora_weights.safetensors, so it is "
                    + "no LoRA."
            );
        if (!File.Exists(file))
            throw new HippogriffException(
                $"There is no file '{file}'; a LoRA is a safetensors file.",
                FaultKind.NotFound
            );
        return LoraHashes.Of(file, LargestFile);
    }
}
