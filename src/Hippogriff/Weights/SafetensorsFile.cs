using System.Buffers.Binary;
using Hippogriff.Files;
using Hippogriff.Texts;
using Microsoft.Win32.SafeHandles;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Weights;

/// <summary>
/// A safetensors file open for reading. Opening reads only the header. A tensor is read directly into its own memory,
/// so loading a model needs no copy of the file. Reading is thread-safe.
/// </summary>
public sealed class SafetensorsFile : IWeightSource, IDisposable
{
    private const int Part = 1 << 30; // a span holds less than 2 GiB
    private readonly SafeFileHandle _handle;
    private readonly SafetensorsHeader _header;
    private readonly long _dataStart;

    private SafetensorsFile(string path, SafeFileHandle handle, SafetensorsHeader header, long dataStart) =>
        (Path, _handle, _header, _dataStart) = (path, handle, header, dataStart);

    /// <summary>Path as given.</summary>
    public string Path { get; }

    /// <summary>All tensors in order of their data.</summary>
    public IReadOnlyList<SafetensorsEntry> Entries => _header.Ordered;

    /// <summary>The tensors by name.</summary>
    public IReadOnlyDictionary<string, SafetensorsEntry> ByName => _header.Entries;

    /// <summary>Metadata of the writer, by key.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _header.Metadata;

    /// <summary>Opens a file and reads its header.</summary>
    /// <exception cref="HippogriffException">The file does not exist, or is damaged or malicious; the message says what
    /// is wrong.</exception>
    public static SafetensorsFile Open(string path)
    {
        SafeFileHandle? handle = null;
        try
        {
            if (Directory.Exists(path))
                throw new HippogriffException($"'{path}' is a folder, not a safetensors file.", FaultKind.DamagedFile);
            RegularFile.Require(path);
            handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            long length = RandomAccess.GetLength(handle);
            byte[] json = HeaderOf(path, handle, length);
            long dataStart = 8L + json.Length;
            SafetensorsFile file = new(
                path,
                handle,
                SafetensorsHeader.Parse(path, json, length - dataStart),
                dataStart
            );
            handle = null;
            return file;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new HippogriffException($"There is no file '{path}'.", error);
        }
        catch (Exception error)
            when (error is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new HippogriffException($"'{path}' could not be read: {error.Message.TrimEnd('.')}.", error);
        }
        finally
        {
            handle?.Dispose();
        }
    }

    /// <summary>The JSON of the header, whose length is in the first eight bytes.</summary>
    private static byte[] HeaderOf(string path, SafeFileHandle handle, long length)
    {
        Span<byte> first = stackalloc byte[8];
        if (length < 8 || !TryReadFully(handle, first, 0))
            throw Damaged($"is not a safetensors file: it has only {Counted.Of(length, "byte")}.");
        ulong announced = BinaryPrimitives.ReadUInt64LittleEndian(first);
        if (announced > (ulong)length - 8)
            RequireNotForeign(path, handle, length);
        if (announced > SafetensorsHeader.MaxBytes)
            throw Damaged(
                $"is not a safetensors file that can be read: it announces a header of {announced} bytes, and "
                    + $"{SafetensorsHeader.MaxBytes} are allowed."
            );
        if ((long)announced > length - 8)
            throw Damaged(
                $"is truncated: it announces a header of {announced} bytes and has only {length - 8} behind its "
                    + "first eight; get it again."
            );
        byte[] json = new byte[(int)announced];
        return TryReadFully(handle, json, 8) ? json : throw Damaged("became shorter while it was read.");

        HippogriffException Damaged(string what) => new($"'{path}' {what}", FaultKind.DamagedFile);
    }

    private static void RequireNotForeign(string path, SafeFileHandle handle, long length)
    {
        byte[] begin = new byte[Math.Min(length, ForeignFile.Length)];
        if (TryReadFully(handle, begin, 0) && ForeignFile.Explain(begin) is { } what)
            throw new HippogriffException($"'{path}' {what}.", FaultKind.Incompatible);
    }

    /// <summary>Reads one tensor to the CPU.</summary>
    /// <param name="name">A name from <see cref="ByName"/>.</param>
    /// <param name="type">Type to convert to, for example float32; null keeps the file's type.</param>
    /// <returns>The tensor in the shape of its entry; owned by the caller.</returns>
    /// <exception cref="HippogriffException">The file has no such tensor, or it changed since it was
    /// opened.</exception>
    public Tensor Read(string name, ScalarType? type = null)
    {
        if (!_header.Entries.TryGetValue(name, out SafetensorsEntry? entry))
            throw new HippogriffException(
                $"'{Path}' holds no tensor {Quoted.Name(name)}; it holds "
                    + $"{Quoted.Few([.. Entries.Select(e => e.Name)])}.",
                FaultKind.DamagedFile
            );
        using IDisposable scope = NewDisposeScope();
        // Bytes other than 0 and 1 are not valid bools in torch, so bools are read as bytes and compared.
        bool asBytes = entry.Type == ScalarType.Bool || entry.Float8 is not null;
        Tensor tensor = empty([.. entry.Shape], dtype: asBytes ? ScalarType.Byte : entry.Type, device: CPU);
        Fill(tensor, entry);
        if (entry.Type == ScalarType.Bool)
            tensor = tensor.ne(Held(0));
        if (entry.Float8 is { } kind)
            tensor = Float8Values.Widen(tensor, kind);
        if (type is { } wanted && wanted != entry.Type)
            tensor = tensor.to_type(wanted);
        return tensor.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The other tensor has another type or shape.</exception>
    public void Read(string name, Tensor into)
    {
        if (
            !_header.Entries.TryGetValue(name, out SafetensorsEntry? entry)
            || into.dtype != entry.Type
            || !into.shape.SequenceEqual(entry.Shape)
        )
            throw new ArgumentException($"There is no tensor '{name}' of this type and shape.", nameof(name));
        using IDisposable scope = NewDisposeScope();
        if (entry.Float8 is null)
            Fill(into, entry);
        else
            into.copy_(Read(name));
    }

    private void Fill(Tensor tensor, SafetensorsEntry entry)
    {
        if (entry.Bytes == 0)
            return;
        long size = tensor.element_size();
        Tensor flat = tensor.view(-1);
        for (long done = 0; done < flat.shape[0]; done += Part / size)
        {
            using Tensor part = flat.narrow(0, done, Math.Min(Part / size, flat.shape[0] - done));
            bool whole;
            try
            {
                whole = TryReadFully(_handle, part.bytes, _dataStart + entry.Begin + done * size);
            }
            catch (IOException error)
            {
                throw new HippogriffException($"'{Path}' could not be read: {error.Message.TrimEnd('.')}.", error);
            }
            if (!whole)
                throw new HippogriffException($"'{Path}' became shorter while it was read.", FaultKind.DamagedFile);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    private static bool TryReadFully(SafeFileHandle handle, Span<byte> target, long offset)
    {
        while (target.Length > 0)
        {
            int read = RandomAccess.Read(handle, target, offset);
            if (read == 0)
                return false;
            target = target[read..];
            offset += read;
        }
        return true;
    }
}
