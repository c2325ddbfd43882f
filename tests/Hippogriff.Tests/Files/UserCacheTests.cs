using Hippogriff.Files;

namespace Hippogriff.Tests.Files;

/// <summary>The places are those that each system gives to what can be made again.</summary>
public class UserCacheTests
{
    private static string? Folder(FileNameRules system, string? variable = null, bool home = true) =>
        UserCache
            .Of(
                name => name == "XDG_CACHE_HOME" ? variable : null,
                place => home ? Path.Combine("/of", place.ToString()) : "",
                system
            )
            ?.Replace('\\', '/');

    [Fact]
    public void Each_system_has_its_place()
    {
        Assert.Equal("/of/UserProfile/.cache/hippogriff", Folder(FileNameRules.Linux));
        Assert.Equal("/of/UserProfile/Library/Caches/hippogriff", Folder(FileNameRules.Mac));
        Assert.Equal("/of/LocalApplicationData/Hippogriff/cache", Folder(FileNameRules.Windows));
    }

    [Theory]
    [InlineData("/caches", "/caches/hippogriff")]
    [InlineData("", "/of/UserProfile/.cache/hippogriff")]
    [InlineData("caches", "/of/UserProfile/.cache/hippogriff")] // no place of its own
    public void The_variable_of_the_desktop_standard_counts_where_it_is_a_full_path(string variable, string folder) =>
        Assert.Equal(folder, Folder(FileNameRules.Linux, variable));

    [Fact]
    public void Without_a_home_there_is_no_place()
    {
        Assert.Null(Folder(FileNameRules.Linux, home: false));
        Assert.Null(Folder(FileNameRules.Windows, home: false));
        Assert.Equal("/caches/hippogriff", Folder(FileNameRules.Mac, "/caches", home: false));
    }

    [Fact]
    public void The_place_of_this_system_is_a_full_path_of_ours() =>
        Assert.True(
            UserCache.Folder is null
                || Path.IsPathRooted(UserCache.Folder)
                    && UserCache.Folder.Contains("hippogriff", StringComparison.OrdinalIgnoreCase)
        );
}
