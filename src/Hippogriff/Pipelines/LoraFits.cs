using System.Collections.Concurrent;
using Hippogriff.Adapters;
using Hippogriff.Models;
using Hippogriff.Pipelines.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Pipelines;

/// <summary>
/// How LoRAs fit a model that is not loaded: its networks are built without numbers, and only headers are read. What
/// does not fit is refused by the same sentences as when it is drawn with. Thread-safe.
/// </summary>
internal static class LoraFits
{
    private const int MostKnown = 200;

    /// <summary>Answers by the files of model and LoRA and when these were written.</summary>
    private static readonly ConcurrentDictionary<string, string?> s_known = new(StringComparer.Ordinal);

    /// <summary>Which LoRAs fit only in part, a sentence each.</summary>
    /// <param name="definition">The model.</param>
    /// <param name="loras">Files of LoRAs.</param>
    /// <exception cref="HippogriffException">A LoRA is damaged or for another model.</exception>
    public static IReadOnlyList<string> Of(ModelDefinition definition, IReadOnlyList<LoraChoice> loras)
    {
        if (definition.Adapters is null)
            return [];
        string model = string.Join('|', definition.Parts.SelectMany(part => part.Find()).Select(State));
        List<string> sentences = [];
        List<(string Key, string File)> unknown = [];
        foreach (string file in loras.Select(lora => LoraFile.PathOf(lora.Name)))
        {
            string key = $"{definition.Name}|{model}|{State(file)}";
            if (!s_known.TryGetValue(key, out string? sentence))
                unknown.Add((key, file));
            else if (sentence is not null)
                sentences.Add(sentence);
        }
        if (unknown.Count > 0)
            sentences.AddRange(Read(definition, unknown));
        return sentences;
    }

    private static List<string> Read(ModelDefinition definition, IReadOnlyList<(string Key, string File)> files)
    {
        using IDisposable noGradient = no_grad();
        Dictionary<string, nn.Module> networks = [];
        List<string> sentences = [];
        try
        {
            foreach (ModelPart part in definition.Parts)
                networks[part.Name] = FreshModule.OnMeta(part.Build);
            IAdapterTarget target = definition.Adapters!(new LoadedParts(networks, ""));
            if (s_known.Count >= MostKnown)
                s_known.Clear();
            foreach ((string key, string file) in files)
            {
                string? sentence = LoraFile.FitOf(file, target, definition.Name).Warning(definition.Name);
                s_known[key] = sentence;
                if (sentence is not null)
                    sentences.Add(sentence);
            }
            return sentences;
        }
        finally
        {
            foreach (nn.Module network in networks.Values)
                network.Dispose();
        }
    }

    private static string State(string file)
    {
        FileInfo info = new(file);
        return info.Exists ? $"{info.FullName}:{info.Length}:{info.LastWriteTimeUtc.Ticks}" : file;
    }
}
