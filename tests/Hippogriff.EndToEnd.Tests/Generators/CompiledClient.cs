using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;

namespace Hippogriff.EndToEnd.Tests.Generators;

/// <summary>C# that a generator wrote, compiled and run beside a program that uses it.</summary>
internal static class CompiledClient
{
    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;

        """;

    /// <summary>What the method RunAsync of the program's class Program answers.</summary>
    /// <param name="client">Calls the server.</param>
    /// <param name="program">Source of the program.</param>
    /// <param name="generated">Sources that the generator wrote.</param>
    public static async Task<string> RunAsync(HttpClient client, string program, IEnumerable<string> generated)
    {
        string name = $"generated-{Guid.NewGuid():N}";
        CSharpCompilation compiled = CSharpCompilation.Create(
            name,
            generated.Append(program).Append(Usings).Select(source => CSharpSyntaxTree.ParseText(source)),
            ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
                .Split(Path.PathSeparator)
                .Select(file => MetadataReference.CreateFromFile(file)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)
        );
        using MemoryStream assembly = new();
        EmitResult result = compiled.Emit(assembly);
        Assert.Empty(result.Diagnostics.Where(found => found.Severity == DiagnosticSeverity.Error));
        assembly.Position = 0;
        AssemblyLoadContext place = new(name, isCollectible: true);
        try
        {
            MethodInfo run = place.LoadFromStream(assembly).GetType("Program")!.GetMethod("RunAsync")!;
            return await ((Task<string>)run.Invoke(null, [client])!).WithPatience();
        }
        catch (Exception error) when (error.GetType().GetProperty("Result")?.GetValue(error) is { } told)
        {
            throw new InvalidOperationException(System.Text.Json.JsonSerializer.Serialize(told), error);
        }
        finally
        {
            place.Unload();
        }
    }
}
