using Hippogriff.Data.Zips;

[assembly: AssemblyFixture(typeof(Hippogriff.Tests.Support.OwnRecords))]

namespace Hippogriff.Tests.Support;

/// <summary>
/// Keeps the records of folders that tests unpack zips into out of the data of the user who runs them.
/// </summary>
public sealed class OwnRecords : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public OwnRecords() => UnpackedFolder.Records = _folder.Path;

    public void Dispose() => _folder.Dispose();
}
