using System.Reflection;
using System.Xml.Linq;
using Hippogriff.Tests.House;
using PublicApiGenerator;

namespace Hippogriff.Tests.PublicApi;

/// <summary>
/// The public surface of every library lies beside this file, as it was approved. What other people build on changes
/// only on purpose: whoever changes it writes the file anew and sees the change in the diff.
/// </summary>
public sealed class PublicApiTests
{
    private const string Variable = "HIPPOGRIFF_APPROVE_API",
        Command = $"cd tests/Hippogriff.Tests && {Variable}=1 dotnet run -- -class \"*PublicApiTests\"";

    private static readonly string[] s_applications =
    [
        "Hippogriff.Cli",
        "Hippogriff.Models.First",
        "Hippogriff.Models.Meanings",
    ];

    private static string Sources => Path.Combine(Repository.Root, "src");

    public static TheoryData<string> Libraries =>
        [
            .. Directory
                .GetDirectories(Sources)
                .Where(folder => Directory.GetFiles(folder, "*.csproj").Length > 0)
                .Select(folder => Path.GetFileName(folder)!)
                .Except(s_applications)
                .Order(StringComparer.Ordinal),
        ];

    [Theory, MemberData(nameof(Libraries))]
    public void The_public_surface_is_the_approved_one(string library)
    {
        string path = Path.Combine(Repository.Root, "tests", "Hippogriff.Tests", "PublicApi", library + ".txt");
        string now = Assembly
            .Load(library)
            .GeneratePublicApi(new ApiGeneratorOptions { IncludeAssemblyAttributes = false })
            .ReplaceLineEndings("\n");
        if (Environment.GetEnvironmentVariable(Variable) == "1")
            File.WriteAllText(path, now);
        string approved = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : "";
        Assert.True(
            now == approved,
            $"The public API of {library} is another than '{path}' says:\n{Difference(approved, now)}\n"
                + $"If that is meant, write the file anew and commit it: {Command}"
        );
    }

    [Fact]
    public void No_product_opens_its_internals_to_another()
    {
        string[] open =
        [
            .. Directory
                .GetFiles(Sources, "*.csproj", SearchOption.AllDirectories)
                .SelectMany(project =>
                    XDocument
                        .Load(project)
                        .Descendants("InternalsVisibleTo")
                        .Select(to => (string)to.Attribute("Include")!)
                        .Where(to => Directory.Exists(Path.Combine(Sources, to)))
                        .Select(to => $"{Path.GetFileName(project)} to {to}")
                ),
        ];
        Assert.Empty(open);
    }

    private static string Difference(string approved, string now)
    {
        string[] before = approved.Split('\n'),
            after = now.Split('\n');
        return string.Join(
            '\n',
            before
                .Except(after)
                .Select(line => "- " + line.Trim())
                .Concat(after.Except(before).Select(line => "+ " + line.Trim()))
                .Take(40)
        );
    }
}
