using System.Text.RegularExpressions;

namespace Hippogriff.Tests.House;

/// <summary>A name means one thing in the whole house.</summary>
public sealed partial class TypeNameTests
{
    [Fact]
    public void No_two_types_of_the_product_have_one_name()
    {
        string[] twice =
        [
            .. Repository
                .Sources("src")
                .SelectMany(file => file.Lines.Select(line => (file.Path, Match: Declared().Match(line))))
                .Where(found => found.Match.Success)
                .Select(found =>
                    (
                        found.Path,
                        Name: found.Match.Groups["name"].Value + found.Match.Groups["generic"].Value,
                        Namespace: found.Path[..found.Path.LastIndexOf('/')]
                    )
                )
                .GroupBy(type => type.Name)
                .Where(name => name.Select(type => type.Namespace).Distinct().Count() > 1)
                .Select(name => $"{name.Key}: {string.Join(", ", name.Select(type => type.Path).Distinct())}"),
        ];
        Assert.True(twice.Length == 0, string.Join('\n', twice));
    }

    [GeneratedRegex(
        @"^(?:(?:public|internal|static|sealed|abstract|partial|readonly|ref|unsafe) )*"
            + @"(?:class|record struct|record|struct|interface|enum) "
            + @"(?<name>\w+)(?<generic><)?"
    )]
    private static partial Regex Declared();
}
