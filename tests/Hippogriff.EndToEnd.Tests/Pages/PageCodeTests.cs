using System.Diagnostics;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Hippogriff.EndToEnd.Tests.Pages;

/// <summary>
/// Compiles the blocks of C# of each page. A comment <c>&lt;!-- before: ... --&gt;</c> above a block says what stands
/// before it in the reader's program, <c>&lt;!-- runs --&gt;</c> that it is a whole program, which is run.
/// </summary>
public sealed class PageCodeTests
{
    private const string Usings = """
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Linq;
        using System.Threading;
        using System.Threading.Tasks;

        """;

    public static TheoryData<string, int> Blocks =>
        [
            .. Page.All(PageScriptTests.Root)
                .SelectMany(page =>
                    page.Blocks()
                        .Where(block => block.Language == "csharp")
                        .Select(block => new TheoryDataRow<string, int>(page.Path, block.Line))
                ),
        ];

    [Theory]
    [MemberData(nameof(Blocks))]
    public async Task Code_on_pages_compiles_and_whole_programs_run(string path, int line)
    {
        PageBlock block = Page.Read(PageScriptTests.Root, path).Blocks().Single(one => one.Line == line);
        string name = $"page-{Path.GetFileNameWithoutExtension(path)}-{line}";
        SyntaxTree source = CSharpSyntaxTree.ParseText(Source(block));
        bool isProgram = (await source.GetRootAsync()).ChildNodes().OfType<GlobalStatementSyntax>().Any();
        CSharpCompilation program = CSharpCompilation.Create(
            name,
            [source],
            References(),
            new CSharpCompilationOptions(
                isProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary,
                nullableContextOptions: NullableContextOptions.Enable
            )
        );
        using MemoryStream assembly = new();
        Microsoft.CodeAnalysis.Emit.EmitResult result = program.Emit(assembly);
        Assert.Empty(
            result.Diagnostics.Where(found =>
                found.Severity == DiagnosticSeverity.Error && found.Id is not ("MEAI001" or "OPENAI001")
            )
        );
        if (block.Mark("runs") is null)
            return;
        string file = Path.Combine(AppContext.BaseDirectory, $"{name}.dll");
        await File.WriteAllBytesAsync(file, assembly.ToArray());
        try
        {
            await RunAsync(file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Directives first, then what is given, then the block.</summary>
    private static string Source(PageBlock block)
    {
        string[] lines = $"{Apart(block.Mark("before"))}\n{block.Text}\n{block.Mark("after")}".Split('\n');
        IEnumerable<string> directives = lines.Where(IsDirective),
            rest = lines.Where(line => !IsDirective(line));
        return $"{Usings}{string.Join('\n', directives)}\n{string.Join('\n', rest)}";
    }

    private static string Apart(string? given) => (given ?? "").Replace("; ", ";\n", StringComparison.Ordinal);

    private static bool IsDirective(string line) =>
        line.StartsWith("using ", StringComparison.Ordinal)
        && !line.Contains('=', StringComparison.Ordinal)
        && line.TrimEnd().EndsWith(';');

    private static IEnumerable<MetadataReference> References() =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Select(file => MetadataReference.CreateFromFile(file));

    private static async Task RunAsync(string program)
    {
        using TemporaryFolder folder = new();
        foreach (string name in new[] { "cat.png", "dog.png" })
            PngFile.Write(folder.In(name), new RgbImage(16, 16, new byte[16 * 16 * 3]));
        string settings = Path.Combine(AppContext.BaseDirectory, "Hippogriff.Cli.");
        ProcessStartInfo start = new(
            "dotnet",
            ["exec", "--runtimeconfig", settings + "runtimeconfig.json", "--depsfile", settings + "deps.json", program]
        )
        {
            WorkingDirectory = folder.Path,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(),
            error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(Patience.Long);
        Assert.True(process.ExitCode == 0, $"{await output}\n{await error}");
        Assert.NotEmpty(Directory.GetFiles(folder.Path));
    }
}
