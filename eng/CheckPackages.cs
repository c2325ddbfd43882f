using System.IO.Compression;
using System.Xml.Linq;

// dotnet run eng/CheckPackages.cs FOLDER COUNT: what every package in it has to hold; prints what is missing and ends
// with 1.
Dictionary<string, string[]> systems = new()
{
    ["linux-x64"] = ["hippogriff", "libLibTorchSharp.so", "libtorch_cpu.so", "libSkiaSharp.so", "libe_sqlite3.so"],
    ["win-x64"] = ["hippogriff.exe", "LibTorchSharp.dll", "torch_cpu.dll", "libSkiaSharp.dll", "e_sqlite3.dll"],
    ["osx-arm64"] =
    [
        "hippogriff",
        "libLibTorchSharp.dylib",
        "libtorch_cpu.dylib",
        "libSkiaSharp.dylib",
        "libe_sqlite3.dylib",
    ],
};
List<string> wrong = [];
string[] packages = Directory.GetFiles(args[0], "*.nupkg");
if (packages.Length != int.Parse(args[1]))
    wrong.Add($"There are {packages.Length} packages, not {args[1]}.");
foreach (string path in packages)
{
    using ZipArchive package = ZipFile.OpenRead(path);
    using Stream stream = package
        .Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal))
        .Open();
    XElement metadata = XDocument.Load(stream).Root!.Elements().First();
    string? Of(string name) => metadata.Elements().FirstOrDefault(element => element.Name.LocalName == name)?.Value;
    string id = Of("id")!;
    string[] names = [.. package.Entries.Select(entry => entry.FullName)];
    void Need(bool holds, string what)
    {
        if (!holds)
            wrong.Add($"{id}: {what}");
    }

    Need(Of("license")?.Contains("Apache-2.0", StringComparison.Ordinal) == true, "no licence");
    Need(Of("description") is { Length: > 30 } and not "Package Description", "no description");
    Need(Of("tags")?.Split(' ').Length > 6, "no tags of its own");
    Need(Of("icon") is { } icon && names.Contains(icon), "no icon");
    Need(Of("authors") is { Length: > 0 } and not "Hippogriff" && Of("copyright") is { Length: > 0 }, "no authors");
    Need(Of("projectUrl") is null && metadata.Descendants().All(e => e.Attribute("url") is null), "an address");
    Need(Of("readme") is { } readme && names.Contains(readme), "no readme");
    Need(!names.Any(name => name.Contains("torch_python", StringComparison.Ordinal)), "needless natives");
    string[] dependencies =
    [
        .. metadata.Descendants().Where(e => e.Name.LocalName == "dependency").Select(e => (string)e.Attribute("id")!),
    ];
    switch (id)
    {
        case "Hippogriff":
            Need(
                dependencies.Contains("libtorch-cpu-linux-x64")
                    && dependencies.Contains("Hippogriff.Models.First")
                    && dependencies.Contains("Hippogriff.Models.Meanings"),
                "natives, model or meanings missing"
            );
            Need(
                names.Contains("buildTransitive/Hippogriff.targets")
                    && names.Contains("buildTransitive/MendVersionNeed.cs"),
                "no targets"
            );
            Need(names.Contains("runtime.json"), "no natives for other systems");
            break;
        case "Hippogriff.Models.First":
            Need(
                names.Contains("models/first/model_index.json") && names.Contains("models/first/vae/model.safetensors"),
                "no model"
            );
            break;
        case "Hippogriff.Models.Meanings":
            Need(
                names.Contains("models/meanings/meanings.safetensors")
                    && names.Contains("models/meanings/LICENSES/WordNet-3.0.txt"),
                "no table or no licences"
            );
            break;
        // names the packages of the systems, and holds nothing
        case "Hippogriff.Tool" when names.Contains("tools/any/any/DotnetToolSettings.xml"):
            using (StreamReader settings = new(package.GetEntry("tools/any/any/DotnetToolSettings.xml")!.Open()))
            {
                string text = settings.ReadToEnd();
                foreach (string system in systems.Keys)
                    Need(
                        text.Contains($"\"Hippogriff.Tool.{system}\"", StringComparison.Ordinal),
                        $"does not name {system}"
                    );
            }
            break;
        case var _ when id.StartsWith("Hippogriff.Tool", StringComparison.Ordinal):
            Need(
                Of("license")!.Contains("CC-BY-SA-4.0", StringComparison.Ordinal),
                "the licence of the story model is missing"
            );
            string of = id == "Hippogriff.Tool" ? "linux-x64" : id["Hippogriff.Tool.".Length..];
            foreach (
                string file in (string[])
                    [
                        .. systems[of],
                        "models/first/model_index.json",
                        "models/meanings/words.txt",
                        "models/story/story.json",
                        "recipes/first.json",
                    ]
            )
                Need(names.Contains($"tools/net10.0/{of}/{file}"), $"no {file}");
            foreach (
                string file in systems
                    .Where(system => system.Key != of)
                    .SelectMany(system => system.Value)
                    .Except(systems[of])
            )
                Need(
                    !names.Any(name => name.EndsWith("/" + file, StringComparison.Ordinal)),
                    $"{file} of another system"
                );
            Need(
                !names.Any(name => name.EndsWith("libSkiaSharp.pdb", StringComparison.Ordinal)),
                "a debugger's file of 96 MB"
            );
            break;
        default:
            Need(
                dependencies.Any(name => name.StartsWith("Hippogriff", StringComparison.Ordinal)),
                "no dependency on Hippogriff"
            );
            Need(names.Contains($"lib/net10.0/{id}.dll"), "no assembly");
            break;
    }
}
foreach (string line in wrong)
    Console.Error.WriteLine(line);
return wrong.Count == 0 ? 0 : 1;
