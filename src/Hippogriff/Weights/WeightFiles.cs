using static TorchSharp.torch;

namespace Hippogriff.Weights;

/// <summary>One or more safetensors files as one source, such as the shards of a large network.</summary>
public sealed class WeightFiles : IWeightSource, IDisposable
{
    private readonly IReadOnlyList<SafetensorsFile> _files;
    private readonly Dictionary<string, SafetensorsFile> _owners = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SafetensorsEntry> _entries = new(StringComparer.Ordinal);
    private readonly WeightScales _scales;

    private WeightFiles(IReadOnlyList<SafetensorsFile> files)
    {
        _files = files;
        foreach (SafetensorsFile file in files)
        foreach (SafetensorsEntry entry in file.Entries)
        {
            if (!_owners.TryAdd(entry.Name, file))
                throw new HippogriffException(
                    $"'{_owners[entry.Name].Path}' and '{file.Path}' both hold {Quoted.Name(entry.Name)}.",
                    FaultKind.DamagedFile
                );
            _entries[entry.Name] = entry;
        }
        _scales = new WeightScales(Path, _entries);
        foreach (string name in _owners.Keys.Where(_scales.IsHidden))
            _entries.Remove(name);
    }

    /// <summary>Opens files and reads their headers.</summary>
    /// <exception cref="HippogriffException">A file is missing or damaged, or two have a tensor with the same
    /// name.</exception>
    public static WeightFiles Open(IReadOnlyList<string> paths)
    {
        if (paths.Count == 0)
            throw new ArgumentException("Weights lie in at least one file.", nameof(paths));
        List<SafetensorsFile> files = [];
        try
        {
            foreach (string path in paths)
                files.Add(SafetensorsFile.Open(path));
            return new WeightFiles(files);
        }
        catch
        {
            files.ForEach(file => file.Dispose());
            throw;
        }
    }

    /// <summary>Path of the first file, for messages.</summary>
    public string Path => _files[0].Path;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, SafetensorsEntry> ByName => _entries;

    /// <summary>Metadata of the files' writers, by key; of two values that of the first file.</summary>
    internal IReadOnlyDictionary<string, string> Metadata
    {
        get
        {
            Dictionary<string, string> all = [];
            foreach ((string key, string value) in _files.SelectMany(file => file.Metadata))
                all.TryAdd(key, value);
            return all;
        }
    }

    /// <inheritdoc/>
    public Tensor Read(string name, ScalarType? type = null)
    {
        if (_scales.ScaleOf(name) is not { } scale)
            return OwnerOf(name).Read(name, type);
        Tensor weight = OwnerOf(name).Read(name, ScalarType.Float32);
        try
        {
            Scale(name, scale, weight);
            if (type is null or ScalarType.Float32)
                return weight;
            using Tensor wide = weight;
            return wide.to_type(type.Value);
        }
        catch
        {
            weight.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Read(string name, Tensor into)
    {
        OwnerOf(name).Read(name, into);
        if (_scales.ScaleOf(name) is { } scale)
            Scale(name, scale, into);
    }

    private void Scale(string name, string scale, Tensor weight)
    {
        using Tensor factor = OwnerOf(scale).Read(scale);
        WeightScales.Apply(Path, name, weight, factor);
    }

    private SafetensorsFile OwnerOf(string name) => _owners.GetValueOrDefault(name, _files[0]);

    /// <summary>Closes the files.</summary>
    public void Dispose()
    {
        foreach (SafetensorsFile file in _files)
            file.Dispose();
    }
}
