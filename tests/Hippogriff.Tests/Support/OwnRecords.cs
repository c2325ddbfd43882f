using Hippogriff.Data.Zips;

[assembly: AssemblyFixture(typeof(Hippogriff.Tests.Support.OwnRecords))]

namespace Hippogriff.Tests.Support;

/// <summary>
/// Keeps the records of folders that tests unpack zips into out of the data of the user who runs them.
/// </summary>
public sealed class OwnRecords : IDisposable
{
    /// <summary>What its folder's name begins with; it lasts as long as the run.</summary>
    internal const string Prefix = "own-records-";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory(Prefix);

    public OwnRecords() => UnpackedFolder.Records = _folder.FullName;

    public void Dispose() => _folder.Delete(recursive: true);
}
