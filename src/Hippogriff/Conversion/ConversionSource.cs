using Hippogriff.Kinds;
using Hippogriff.Models;
using Hippogriff.Models.ClipText;
using Hippogriff.Models.KlVae;
using Hippogriff.Models.UNet2D;
using Hippogriff.Pipelines.Checkpoints;
using Hippogriff.Weights;

namespace Hippogriff.Conversion;

/// <summary>The checkpoint that is converted: its networks, open for reading.</summary>
internal sealed class ConversionSource : IDisposable
{
    /// <summary>Names of the parts, which are those of their folders.</summary>
    public const string UNet = "unet",
        Vae = "vae",
        Text = "text_encoder";

    /// <summary>What this version converts, for messages.</summary>
    private const string Known = "Stable Diffusion 1.x and 2.x";

    private readonly List<WeightFiles> _files = [];

    /// <summary>The networks that were found.</summary>
    public List<SourcePart> Parts { get; } = [];

    /// <summary>Metadata of all files.</summary>
    public Dictionary<string, string> FileMetadata { get; } = [];

    /// <summary>What a user should know.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>The sizes of the U-Net.</summary>
    public ConditionalUNetConfig Denoiser => (ConditionalUNetConfig)Parts.First(part => part.Name == UNet).Config;

    /// <summary>Opens a folder or a single file.</summary>
    /// <param name="model">It.</param>
    /// <param name="settings">A folder with the config.json files of a single file; null reads the shapes.</param>
    /// <exception cref="HippogriffException">It is of another kind, which the message names, or damaged.</exception>
    public static ConversionSource Open(ModelFolder model, string? settings)
    {
        ConversionSource source = new();
        try
        {
            if (model.IsFile)
                source.OpenFile(model.Path, settings);
            else
                source.OpenFolder(model);
            if (source.Denoiser is { AddedWidth: > 0 } or { TextWidth: > 1024 })
                throw new HippogriffException(
                    $"'{model.Path}' is of the family of SDXL; this version converts {Known}.",
                    FaultKind.Incompatible
                );
            return source;
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (WeightFiles files in _files)
            files.Dispose();
    }

    private void OpenFolder(ModelFolder folder)
    {
        PublicPart net = PublicParts.UNetOf(folder);
        Add(UNet, net, Opened(net.Part.Find()));
        PublicPart vae = PublicParts.VaeOf(folder);
        if (vae.Config is not KlAutoencoderConfig)
            throw new HippogriffException(
                $"'{folder.Path}' has a tiny autoencoder, for which single files have no place.",
                FaultKind.Incompatible
            );
        Add(Vae, vae, Opened(vae.Part.Find()));
        WeightFiles text = Opened(PartFiles.Find(Path.Combine(folder.Path, Text), "model").Paths);
        PublicConfig config = PublicParts.ConfigOf(folder, Text);
        AddText(ClipTextConfig.Read(config.Root, config.Origin), text, "");
    }

    private void OpenFile(string path, string? settings)
    {
        WeightFiles files = Opened([path]);
        IReadOnlyList<FoundKind> found = FileKinds.Find(files.ByName);
        WeightShapes whole = new(files.ByName, "model.diffusion_model.");
        bool isMeant = settings is not null && ConditionalUNetShapes.IsLdm(whole);
        FoundKind? net = found.FirstOrDefault(kind => UNetKinds.All.Contains(kind.Kind));
        if (net is null && !isMeant)
            throw new HippogriffException(
                $"The file '{path}' is {KindSentence.Of(found, Known)}.",
                FaultKind.Incompatible
            );
        string prefix = isMeant ? "model.diffusion_model." : net!.Prefix;
        FoundKind of(string at) => new(net?.Kind ?? UNetKinds.All[0], at);
        Add(UNet, PublicParts.UNetOf(path, files.ByName, of(prefix), UNetSettings(settings)), files);
        string vae = files.ByName.ContainsKey("first_stage_model.decoder.conv_in.weight")
            ? "first_stage_model."
            : "vae.";
        if (!files.ByName.ContainsKey(vae + "decoder.conv_in.weight"))
            throw Lacking(path, "autoencoder");
        Add(Vae, PublicParts.VaeOf(path, files.ByName, of(vae), VaeSettings(settings)), files);
        string text =
            ClipTextNames.PrefixesIn(files.ByName.Keys).FirstOrDefault() ?? throw Lacking(path, "text encoder");
        ClipTextConfig config = TextSettings(settings) ?? ClipTextConfig.FromShapes(files, text);
        // OpenCLIP's file has one block more than the model uses, and a projection.
        ClipTextNames names = ClipTextNames.Find(files.ByName.Keys, text);
        if (names.IsOpenClip && settings is null)
            config = config with { Layers = config.Layers - 1, Projection = null };
        AddText(config, files, text);
        int left = files.ByName.Count - Parts.Sum(part => part.Tensors.Count);
        if (left > 0)
            Notes.Add($"Tensors of the file that belong to no part, such as schedules, are left out ({left} or more).");
    }

    private WeightFiles Opened(IReadOnlyList<string> paths)
    {
        WeightFiles files = WeightFiles.Open(paths);
        _files.Add(files);
        foreach ((string key, string value) in files.Metadata)
            FileMetadata.TryAdd(key, value);
        return files;
    }

    private void Add(string name, PublicPart part, WeightFiles files)
    {
        Parts.Add(SourcePart.Of(name, part.Config, part.Part.Build, files, part.Part.Map));
        if (part.Variant is { } variant)
            Notes.Add($"{name} has no plain weights; its variant {Quoted.Name(variant)} is taken.");
    }

    private void AddText(ClipTextConfig config, WeightFiles files, string prefix) =>
        Parts.Add(
            SourcePart.Of(
                Text,
                config,
                () => new ClipTextEncoder(config),
                files,
                ClipTextNames.Find(files.ByName.Keys, prefix).MapFor(config)
            )
        );

    private static ConditionalUNetConfig? UNetSettings(string? settings) =>
        Config(settings, UNet) is { } config ? ConditionalUNetJson.Read(config) : null;

    private static KlAutoencoderConfig? VaeSettings(string? settings) =>
        Config(settings, Vae) is { } config ? KlAutoencoderConfig.Read(config) : null;

    private static ClipTextConfig? TextSettings(string? settings) =>
        Config(settings, Text) is { } config ? ClipTextConfig.Read(config.Root, config.Origin) : null;

    private static PublicConfig? Config(string? settings, string part) =>
        settings is null
            ? null
            : PublicParts.ConfigOf(new ModelFolder(ModelFolder.NameOf(settings), Path.GetFullPath(settings)), part);

    private static HippogriffException Lacking(string path, string what) =>
        new($"'{path}' has no {what}, which a whole model needs.", FaultKind.Incompatible);
}
