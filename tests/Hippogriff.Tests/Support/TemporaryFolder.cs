namespace Hippogriff.Tests.Support;

/// <summary>A folder of its own for one test, gone afterwards.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("hippogriff-test-").FullName;

    /// <summary>Full path of a name inside.</summary>
    public string In(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a file (folders in between are made) and returns its full path.</summary>
    public string Write(string name, byte[] content)
    {
        string path = In(name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }

    /// <inheritdoc cref="Write(string, byte[])"/>
    public string Write(string name, string content) => Write(name, System.Text.Encoding.UTF8.GetBytes(content));

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
