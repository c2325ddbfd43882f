using System.Xml.Linq;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;

namespace Hippogriff.Tests.House;

/// <summary>
/// What a feed shows of the packages is complete and consistent; .ci/packages looks into the packed ones.
/// </summary>
public sealed class PackageTests
{
    private const string Tags = "PackageTags";
    private static readonly XDocument s_shared = XDocument.Load(At("src/Directory.Build.props"));

    public static TheoryData<string> Packages() =>
        [
            .. Repository
                .Projects()
                .Select(path => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/'))
                .Where(path => path.StartsWith("src/", StringComparison.Ordinal)),
        ];

    [Fact]
    public void All_projects_of_the_product_are_packages() => Assert.Equal(16, Packages().Count);

    [Theory]
    [MemberData(nameof(Packages))]
    public void A_package_says_what_it_is_in_one_sentence_and_by_its_own_tags(string project)
    {
        XDocument own = XDocument.Load(At(project));
        string description = Of(own, "Description")!;
        Assert.EndsWith(".", description);
        Assert.InRange(Sentences.Words(description), 8, 50);
        Assert.All(Sentences.Of(description), sentence => Assert.InRange(Sentences.Words(sentence), 1, 25));
        string[] tags = Of(own, Tags)!.Split(' ');
        Assert.Equal($"$({Tags})", tags[0]);
        Assert.InRange(tags.Length, 3, 6);
        string[] all = [.. tags[1..], .. Of(s_shared, Tags)!.Split(' ')];
        Assert.Equal(all.Distinct(), all);
        Assert.All(all, tag => Assert.Matches("^[a-z0-9]+(-[a-z0-9]+)*$", tag));
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void The_page_of_a_package_begins_with_its_name(string project)
    {
        string id = Of(XDocument.Load(At(project)), "PackageId") ?? Path.GetFileNameWithoutExtension(project);
        string page = Path.Combine(Path.GetDirectoryName(At(project))!, Of(s_shared, "PackageReadmeFile")!);
        Assert.Equal($"# {id}", File.ReadLines(page).First());
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void Licence_authors_and_addresses_are_the_same_for_all(string project)
    {
        XDocument own = XDocument.Load(At(project));
        string[] shared =
        [
            "PackageReadmeFile",
            "PackageIcon",
            "Copyright",
            "Authors",
            "Version",
            "PackageReleaseNotes",
        ];
        Assert.All(shared, name => Assert.Null(Of(own, name)));
        Assert.Contains("Apache-2.0", Of(own, "PackageLicenseExpression") ?? Of(s_shared, "PackageLicenseExpression"));
        // There is no public address yet, and a wrong one is worse than none.
        string[] addresses = ["PackageProjectUrl", "RepositoryUrl", "PackageIconUrl", "PackageLicenseUrl"];
        Assert.All(addresses, name => Assert.Null(Of(own, name) ?? Of(s_shared, name)));
    }

    [Fact]
    public void The_icon_is_a_small_square()
    {
        Assert.Equal("icon.png", Of(s_shared, "PackageIcon"));
        RgbImage icon = ImageFile.Read(At("eng/icon.png"));
        Assert.Equal((128, 128), (icon.Width, icon.Height));
        Assert.InRange(new FileInfo(At("eng/icon.png")).Length, 1, 10_000);
    }

    private static string? Of(XDocument project, string name) => project.Descendants(name).FirstOrDefault()?.Value;

    private static string At(string path) => Path.Combine(Repository.Root, path);
}
