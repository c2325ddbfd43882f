using static TorchSharp.torch;

namespace Hippogriff.Weights;

/// <summary>One or more safetensors files as one source, such as the shards of a large network.</summary>
public sealed class WeightFiles : IWeightSource, IDisposable
{
    private readonly IReadOnlyList<SafetensorsFile> _files;
    private readonly Dictionary<string, SafetensorsFile> _owners = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SafetensorsEntry> _entries = new(StringComparer.Ordinal);

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

    /// <inheritdoc/>
    public Tensor Read(string name, ScalarType? type = null) =>
        _owners.GetValueOrDefault(name, _files[0]).Read(name, type);

    /// <inheritdoc/>
    public void Read(string name, Tensor into) => _owners.GetValueOrDefault(name, _files[0]).Read(name, into);

    /// <summary>Closes the files.</summary>
    public void Dispose()
    {
        foreach (SafetensorsFile file in _files)
            file.Dispose();
    }
}
