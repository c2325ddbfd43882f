using Hippogriff.Kinds;
using Hippogriff.Models.ClipText;
using Hippogriff.Weights;

namespace Hippogriff.Pipelines.Checkpoints;

/// <summary>Parts that a user names in place of a checkpoint's own.</summary>
internal static class OtherFiles
{
    private const string ConfigFile = "config.json",
        VaeFolder = "vae";

    /// <summary>The VAE at a path: a file, the folder of a VAE, or a whole checkpoint of either form.</summary>
    /// <exception cref="HippogriffException">There is none.</exception>
    public static PublicPart Vae(string path) =>
        Marked(
            path,
            () =>
            {
                if (FolderOf(path, VaeFolder) is (ModelFolder folder, string place))
                    return PublicParts.VaeOf(folder, place);
                using SafetensorsFile file = SafetensorsFile.Open(path);
                IReadOnlyList<FoundKind> found = FileKinds.Find(file.ByName);
                return found.FirstOrDefault(one => one.Kind.Role == FileRole.Vae) is { } vae
                    ? PublicParts.VaeOf(path, file.ByName, vae)
                    : throw Not(path, "VAE", found);
            }
        );

    /// <summary>The CLIP text encoder at a path, in the same forms.</summary>
    /// <param name="path">File or folder.</param>
    /// <param name="width">Width of a word that the denoiser reads.</param>
    /// <exception cref="HippogriffException">There is none of that width.</exception>
    public static PublicPart TextEncoder(string path, int width) =>
        Marked(
            path,
            () =>
            {
                if (FolderOf(path, PublicTexts.TextEncoder) is (ModelFolder folder, string place))
                    return PublicTexts.Of(folder, place);
                using SafetensorsFile file = SafetensorsFile.Open(path);
                return TextEncoderIn(path, file, width)
                    ?? throw Not(path, "CLIP text encoder", FileKinds.Find(file.ByName));
            }
        );

    /// <summary>
    /// The CLIP text encoder of a single file whose words have a width; the first one if none has; null without any.
    /// </summary>
    public static PublicPart? TextEncoderIn(string path, IWeightSource file, int width)
    {
        IReadOnlyList<string> prefixes = ClipTextNames.PrefixesIn(file.ByName.Keys);
        string? prefix =
            prefixes.FirstOrDefault(one => ClipTextConfig.FromShapes(file, one).Width == width)
            ?? prefixes.FirstOrDefault();
        return prefix is null ? null : PublicTexts.Of(path, file, prefix);
    }

    /// <summary>A folder that is the part itself, or a model that has it.</summary>
    private static (ModelFolder Folder, string Place)? FolderOf(string path, string place)
    {
        if (!Directory.Exists(path))
            return null;
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        return
            File.Exists(Path.Combine(full, ConfigFile))
            && !File.Exists(Path.Combine(full, place, ConfigFile))
            && Path.GetDirectoryName(full) is { } parent
            ? (new ModelFolder(Path.GetFileName(full), parent), Path.GetFileName(full))
            : (new ModelFolder(Path.GetFileName(full), full), place);
    }

    private static PublicPart Marked(string path, Func<PublicPart> find)
    {
        if (path.Contains('\0') || !(File.Exists(path) || Directory.Exists(path)))
            throw new HippogriffException(
                $"There is no file or folder {Quoted.Name(path)} with another part of a model.",
                FaultKind.NotFound
            );
        PublicPart part = find();
        return part with { Part = part.Part with { IsOfOtherFile = true } };
    }

    private static HippogriffException Not(string path, string wanted, IReadOnlyList<FoundKind> found) =>
        new(
            $"'{path}' holds no {wanted}: it is "
                + $"{(found.Count == 0 ? "of an unknown kind" : $"{found[0].Kind.Title}")}.",
            FaultKind.Incompatible
        );
}
