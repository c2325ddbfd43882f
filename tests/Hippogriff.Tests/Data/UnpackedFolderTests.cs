using Hippogriff.Data.Zips;

namespace Hippogriff.Tests.Data;

public sealed class UnpackedFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Records => _folder.In("records");

    [Fact]
    public void What_a_killed_process_left_goes_with_the_next_and_what_is_in_use_stays()
    {
        using UnpackedFolder used = UnpackedFolder.Create(Records);
        string left = Left("hippogriff-killed");
        using UnpackedFolder next = UnpackedFolder.Create(Records);
        Assert.False(Directory.Exists(left));
        Assert.True(Directory.Exists(used.Path));
        Assert.Equal(2, Directory.GetFiles(Records).Length); // those of the two that live
    }

    [Fact]
    public void A_folder_goes_with_its_owner_and_so_does_its_record()
    {
        UnpackedFolder own = UnpackedFolder.Create(Records);
        File.WriteAllText(Path.Combine(own.Path, "a.txt"), "a cat");
        own.Dispose();
        own.Dispose();
        Assert.False(Directory.Exists(own.Path));
        Assert.Empty(Directory.GetFiles(Records));
    }

    [Fact]
    public void A_record_that_names_another_folder_or_a_link_removes_nothing()
    {
        string kept = _folder.Write("photos/a.txt", "mine");
        _folder.Write("records/hippogriff-x.folder", Path.GetDirectoryName(kept)!);
        _folder.Write("records/hippogriff-y.folder", "hippogriff-y");
        if (!OperatingSystem.IsWindows())
        {
            Directory.CreateSymbolicLink(_folder.In("hippogriff-link"), Path.GetDirectoryName(kept)!);
            _folder.Write("records/hippogriff-link.folder", _folder.In("hippogriff-link"));
        }
        UnpackedFolder.Create(Records).Dispose();
        Assert.True(File.Exists(kept));
    }

    [Fact]
    public void Where_no_record_can_be_written_the_folder_is_made_all_the_same()
    {
        using UnpackedFolder own = UnpackedFolder.Create(_folder.Write("file", "no folder"));
        Assert.True(Directory.Exists(own.Path));
    }

    [Fact]
    public void Tests_leave_the_users_own_data_alone()
    {
        string records = UnpackedFolder.Records!;
        Assert.StartsWith(Path.GetTempPath(), records, StringComparison.Ordinal);
        using UnpackedFolder made = UnpackedFolder.Create();
        Assert.Contains(Path.GetFileName(made.Path) + ".folder", Directory.GetFiles(records).Select(Path.GetFileName));
    }

    /// <summary>A folder whose record nobody holds, as a killed process leaves it.</summary>
    private string Left(string name)
    {
        string path = Path.GetDirectoryName(_folder.Write($"{name}/pictures/a.txt", "a cat"))!;
        path = Path.GetDirectoryName(path)!;
        _folder.Write($"records/{name}.folder", path);
        return path;
    }
}
