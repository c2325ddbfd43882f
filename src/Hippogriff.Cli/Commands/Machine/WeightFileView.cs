using System.Globalization;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Views;
using Hippogriff.Files;
using Hippogriff.Kinds;
using Hippogriff.Pipelines.Checkpoints;
using Hippogriff.Texts;
using Hippogriff.Weights;

namespace Hippogriff.Cli.Commands.Machine;

/// <summary>Shows a file with weights that is neither a model nor a LoRA: what it is, and what takes it.</summary>
internal static class WeightFileView
{
    private const string SaidLicense = "modelspec.license";

    /// <summary>What a file holds; empty if it is a model or a LoRA, or nothing known.</summary>
    /// <exception cref="HippogriffException">The file is damaged.</exception>
    public static IReadOnlyList<FileKind> KindsOf(string file)
    {
        FileKind[] found = [.. FileKinds.Find(CheckpointSource.At(file).Tensors).Select(one => one.Kind)];
        return found.Any(kind => kind.Role is FileRole.Denoiser or FileRole.Lora) ? [] : found;
    }

    /// <summary>Shows it.</summary>
    public static void Show(Terminal terminal, string file, IReadOnlyList<FileKind> kinds, bool asJson)
    {
        CheckpointSource source = CheckpointSource.At(file);
        string[] types =
        [
            .. source
                .Tensors.Values.GroupBy(entry => entry.Float8?.ToString() ?? SafetensorsTypes.NameOf(entry.Type))
                .OrderByDescending(group => group.Sum(entry => entry.Count))
                .Select(group => group.Key),
        ];
        long numbers = source.Tensors.Values.Sum(entry => entry.Count);
        string? license = source.Metadata.GetValueOrDefault(SaidLicense);
        if (asJson)
        {
            Json.Write(
                terminal.Out,
                new
                {
                    source.Name,
                    Kind = string.Join(", ", kinds.Select(kind => kind.Title)),
                    source.Path,
                    Bytes = RegularFile.LengthOf(file),
                    Types = types,
                    Parameters = numbers,
                    License = license,
                    Use = Use(kinds),
                }
            );
            return;
        }
        TextTable table = new("fact", "value");
        table.Add("file", source.Path);
        table.Add("kind", string.Join(", ", kinds.Select(kind => kind.Title)));
        table.Add("size", ModelsCommand.Megabytes(RegularFile.LengthOf(file)));
        table.Add("stored as", string.Join(", ", types));
        table.Add("numbers", numbers.ToString("N0", CultureInfo.InvariantCulture));
        table.Add("licence", license is { Length: > 0 } ? Fit.Piece(license) : "not said");
        table.Add("use", Use(kinds));
        table.Write(terminal);
    }

    /// <summary>Which option takes it.</summary>
    private static string Use(IReadOnlyList<FileKind> kinds) =>
        kinds[0] switch
        {
            { Id: "vae-4ch" } => "beside a public checkpoint, with --vae",
            { Id: "taesd-4ch" } => "beside a public checkpoint, with --vae or --preview-vae",
            { Id: "clip-l" or "openclip-h" } => "beside a public checkpoint, with --text-encoder",
            { Role: FileRole.Embedding } => "its folder beside a public checkpoint, with --embeddings",
            _ => "none: this version does not draw with it",
        };
}
