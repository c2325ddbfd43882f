namespace Hippogriff.Tests.House;

/// <summary>The source tree that these tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>
    /// C# files below a folder of the repository, without what builds leave behind; paths relative to the root, with
    /// slashes.
    /// </summary>
    public static IEnumerable<(string Path, string[] Lines)> Sources(string folder)
    {
        string start = Path.Combine(Root, folder);
        if (!Directory.Exists(start))
            return [];
        return Directory
            .EnumerateFiles(start, "*.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
            .Where(path => !path.Split('/').Any(part => part is "bin" or "obj"))
            .Order(StringComparer.Ordinal)
            .Select(path => (path, File.ReadAllLines(Path.Combine(Root, path))));
    }

    /// <summary>
    /// C# files and Razor pages below folders of the repository; paths relative to the root, with slashes.
    /// </summary>
    public static IEnumerable<string> Pages(params string[] folders) =>
        folders
            .SelectMany(folder =>
                Directory.EnumerateFiles(Path.Combine(Root, folder), "*.*", SearchOption.AllDirectories)
            )
            .Where(file => Path.GetExtension(file) is ".cs" or ".razor")
            .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal);

    public static IEnumerable<string> Projects() =>
        Directory
            .EnumerateFiles(Root, "*.csproj", SearchOption.AllDirectories)
            .Where(file =>
                !Path.GetRelativePath(Root, file)
                    .Split(Path.DirectorySeparatorChar)
                    .Any(part => part is "bin" or "obj" or "artifacts" or "BenchmarkDotNet.Artifacts")
            );

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Hippogriff.slnx")))
                return folder.FullName;
        throw new DirectoryNotFoundException("Hippogriff.slnx lies in no folder above the tests.");
    }
}
