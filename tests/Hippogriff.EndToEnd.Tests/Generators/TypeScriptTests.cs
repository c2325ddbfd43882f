using System.Text.Json;
using Hippogriff.EndToEnd.Tests.Studio;

namespace Hippogriff.EndToEnd.Tests.Generators;

/// <summary>Clients for TypeScript, which are checked by its compiler before they draw, and a validator.</summary>
public sealed class TypeScriptTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private StudioServer _studio = null!;
    private string _packages = "";

    public async ValueTask InitializeAsync()
    {
        _packages = await NodePackages.RequireAsync(
            "typescript",
            "openapi-typescript",
            "openapi-fetch",
            "@hey-api/openapi-ts",
            "@apidevtools/swagger-parser"
        );
        _studio = await StudioServer.StartAsync();
        Directory.CreateSymbolicLink(_folder.In("node_modules"), Path.Combine(_packages, "node_modules"));
        await File.WriteAllTextAsync(_folder.In("package.json"), """{ "type": "module" }""");
        await File.WriteAllTextAsync(
            _folder.In("openapi.json"),
            await _studio.Client.GetStringAsync("/openapi/v1.json")
        );
    }

    public async ValueTask DisposeAsync()
    {
        if (_studio is not null)
            await _studio.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task The_document_is_what_its_specification_allows()
    {
        string program = """
            import SwaggerParser from "@apidevtools/swagger-parser";
            const document = await SwaggerParser.validate("openapi.json");
            console.log(document.info.title);
            """;
        await File.WriteAllTextAsync(_folder.In("validate.mjs"), program);
        Assert.Equal("Hippogriff", (await Programs.RunAsync("node", _folder.Path, "validate.mjs")).Trim());
    }

    [Fact]
    public async Task A_client_by_openapi_typescript_draws_uploads_fetches_and_reads_refusals()
    {
        string[] optional = ["--default-non-nullable", "false"]; // what has a default may be left out
        await ToolAsync("openapi-typescript/bin/cli.js", ["openapi.json", "--output", "studio.ts", .. optional]);
        JsonElement said = await RunAsync("typed.ts");
        Assert.Equal(
            """{"count":2,"size":"8x4","state":"done","png":"PNG","refused":[400,"n"]}""",
            JsonSerializer.Serialize(said)
        );
    }

    [Fact]
    public async Task A_client_by_hey_api_draws_edits_watches_fetches_and_reads_refusals()
    {
        string configuration = """
            export default {
              input: "openapi.json",
              output: { path: "hey", module: { extension: ".js" } },
              logs: { file: false },
            };
            """;
        await File.WriteAllTextAsync(_folder.In("openapi-ts.config.mjs"), configuration);
        await ToolAsync("@hey-api/openapi-ts/bin/run.js");
        JsonElement said = await RunAsync("hey.ts");
        Assert.Equal(
            """{"count":2,"size":"8x4","edited":1,"state":"done","last":"done","png":"PNG","refused":[400,"n"]}""",
            JsonSerializer.Serialize(said)
        );
    }

    private Task<string> ToolAsync(string script, params string[] arguments) =>
        Programs.RunAsync("node", _folder.Path, [Path.Combine("node_modules", script), .. arguments]);

    /// <summary>Checks and compiles a program of the folder Npm with what was generated, and runs it.</summary>
    private async Task<JsonElement> RunAsync(string program)
    {
        File.Copy(Path.Combine(_packages, program), _folder.In(program));
        await ToolAsync(
            "typescript/bin/tsc",
            program,
            "--strict",
            "--skipLibCheck",
            "--target",
            "es2022",
            "--module",
            "nodenext",
            "--lib",
            "es2022,dom,dom.iterable",
            "--types",
            "node",
            "--preserveSymlinks",
            "--outDir",
            "out"
        );
        string script = Path.Combine("out", Path.ChangeExtension(program, ".js"));
        return JsonDocument
            .Parse(await Programs.RunAsync("node", _folder.Path, "--preserve-symlinks", script, Address()))
            .RootElement;
    }

    private string Address() => _studio.Address.ToString().TrimEnd('/');
}
