using System.Text.Json;

namespace Hippogriff.Tests.Weights;

/// <summary>Safetensors files from bytes, for element types that this program reads and never writes.</summary>
internal static class RawSafetensors
{
    /// <summary>Writes the tensors one behind the other and returns the file's path.</summary>
    public static string Write(
        TemporaryFolder folder,
        string name,
        params (string Name, string Type, long[] Shape, byte[] Data)[] tensors
    )
    {
        Dictionary<string, object> header = [];
        long at = 0;
        foreach ((string tensor, string type, long[] shape, byte[] data) in tensors)
        {
            header[tensor] = new
            {
                dtype = type,
                shape,
                data_offsets = new[] { at, at + data.Length },
            };
            at += data.Length;
        }
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(header);
        return folder.Write(
            name,
            [.. BitConverter.GetBytes((long)json.Length), .. json, .. tensors.SelectMany(tensor => tensor.Data)]
        );
    }

    /// <summary>Numbers of 32 bits as they lie in a file.</summary>
    public static byte[] Floats(params float[] values) => [.. values.SelectMany(BitConverter.GetBytes)];
}
