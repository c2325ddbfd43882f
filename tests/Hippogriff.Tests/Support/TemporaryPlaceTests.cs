namespace Hippogriff.Tests.Support;

public sealed class TemporaryPlaceTests
{
    [Fact]
    public void What_is_left_is_named_and_what_the_runtime_leaves_is_not()
    {
        using TemporaryFolder folder = new();
        folder.Write("hippogriff-1/a.txt", "a");
        folder.Write("b.part", "b");
        folder.Write("clr-debug-pipe-1-2-in", "");
        folder.Write("dotnet-diagnostic-1-2-socket", "");
        Assert.Equal(["b.part", "hippogriff-1"], TemporaryPlace.LeftIn(folder.Path));
    }

    [Fact]
    public void The_folder_of_a_run_that_was_killed_is_not_held_and_that_of_this_one_is()
    {
        using TemporaryFolder killed = new();
        Assert.True(TemporaryPlace.IsHeld(killed.Path)); // just begun
        killed.Write(".held", "");
        Assert.False(TemporaryPlace.IsHeld(killed.Path));
        Assert.True(TemporaryPlace.IsHeld(Path.GetTempPath()));
    }

    [Fact]
    public void Temporary_files_of_tests_and_of_the_product_lie_in_one_folder()
    {
        using TemporaryFolder folder = new();
        Assert.StartsWith("hippogriff-run-", Path.GetFileName(Path.GetDirectoryName(folder.Path)));
        Assert.Equal(Path.GetDirectoryName(folder.Path), Path.TrimEndingDirectorySeparator(Path.GetTempPath()));
    }
}
