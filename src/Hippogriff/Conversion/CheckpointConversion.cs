using Hippogriff.Files;
using Hippogriff.Weights;
using static TorchSharp.torch;

namespace Hippogriff.Conversion;

/// <summary>
/// Converts a public checkpoint between a single file and a folder, and to other types. It reads and writes tensor by
/// tensor, so it needs little memory. The result is whole or not there.
/// </summary>
public static class CheckpointConversion
{
    /// <summary>Converts.</summary>
    /// <param name="input">A folder with model_index.json, or a .safetensors file.</param>
    /// <param name="output">A .safetensors file, or a new folder.</param>
    /// <param name="request">How.</param>
    /// <param name="cancellationToken">Stops it; nothing is left behind.</param>
    /// <exception cref="HippogriffException">The input is of another kind, which the message names, is damaged or a
    /// pickle, or the output exists.</exception>
    public static ConversionReport Run(
        string input,
        string output,
        ConversionRequest? request = null,
        CancellationToken cancellationToken = default
    )
    {
        request ??= new ConversionRequest();
        ModelFolder model = ModelFolder.At(input);
        bool toFile = output.EndsWith(ModelFolder.Ending, StringComparison.OrdinalIgnoreCase);
        if (Path.Exists(output))
            throw new HippogriffException($"'{output}' exists already; convert to a new name.");
        if (model.IsFile && toFile)
            return Retyped(model.Path, output, request, cancellationToken);
        using ConversionSource source = ConversionSource.Open(model, request.Settings);
        return toFile
            ? ToFile(source, output, request, cancellationToken)
            : ToFolder(model, source, output, request, cancellationToken);
    }

    /// <summary>The same file in another type.</summary>
    private static ConversionReport Retyped(
        string input,
        string output,
        ConversionRequest request,
        CancellationToken cancellationToken
    )
    {
        using WeightFiles files = WeightFiles.Open([input]);
        List<TensorToWrite> tensors =
        [
            .. files.ByName.Values.Select(entry => new TensorToWrite(
                entry.Name,
                entry.Shape,
                SourceTensor.Wanted(entry.Type, request.Type),
                () => files.Read(entry.Name)
            )),
        ];
        Counter counter = new(tensors.Sum(tensor => tensor.Bytes), request.Progress, cancellationToken);
        SafetensorsWriter.WriteEach(output, tensors, files.Metadata, counter.Add);
        return new ConversionReport(output, tensors.Count, []);
    }

    private static ConversionReport ToFile(
        ConversionSource source,
        string output,
        ConversionRequest request,
        CancellationToken cancellationToken
    )
    {
        List<TensorToWrite> tensors = SingleFileLayout.Of(source, request.Type);
        Counter counter = new(tensors.Sum(tensor => tensor.Bytes), request.Progress, cancellationToken);
        SafetensorsWriter.WriteEach(output, tensors, source.FileMetadata, counter.Add);
        return new ConversionReport(output, tensors.Count, source.Notes);
    }

    private static ConversionReport ToFolder(
        ModelFolder model,
        ConversionSource source,
        string output,
        ConversionRequest request,
        CancellationToken cancellationToken
    )
    {
        IReadOnlyDictionary<string, List<TensorToWrite>> files = FolderLayout.Weights(source, request.Type);
        Counter counter = new(
            files.Values.Sum(tensors => tensors.Sum(tensor => tensor.Bytes)),
            request.Progress,
            cancellationToken
        );
        string? settings = model.IsFile ? request.Settings : model.Path;
        if (settings is null && source.Denoiser.TextWidth != 768)
            source.Notes.Add(
                "Whether it predicts noise or v is not in the file; scheduler_config.json says epsilon. Change it to "
                    + "v_prediction where pictures are noise."
            );
        try
        {
            using NewFolder folder = new(output);
            foreach ((string name, List<TensorToWrite> tensors) in files)
                SafetensorsWriter.WriteEach(Path.Combine(folder.Path, name), tensors, source.FileMetadata, counter.Add);
            FolderLayout.WriteSettings(folder.Path, source, settings);
            folder.Keep();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw AtomicFile.Explain(output, error);
        }
        return new ConversionReport(output, files.Values.Sum(tensors => tensors.Count), source.Notes);
    }

    private sealed class Counter(long total, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        private long _done;

        public void Add(long bytes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _done += bytes;
            progress?.Report(total == 0 ? 1 : (double)_done / total);
        }
    }
}
