using System.CommandLine;
using Hippogriff.Cli;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Trainings;
using Hippogriff.Cli.Views;
using Hippogriff.Hub.Settings;
using Hippogriff.Hub.Transfer;
using Hippogriff.Pipelines;
using Hippogriff.Pipelines.Checkpoints;

namespace Hippogriff.Tests.Cli;

/// <summary>Runs command lines in this process, as behind a pipe, in a folder of its own, with a fake model.</summary>
internal sealed class CommandRun : IDisposable
{
    private bool _realModels;

    public string Folder { get; } = Directory.CreateTempSubdirectory("hippogriff-cli-").FullName;

    public FakePipeline Pipeline { get; set; } = new();

    /// <summary>What the command asked to be opened: model and device.</summary>
    public List<(string? Model, string Device)> Opened { get; } = [];

    /// <summary>All that was said of the model that was opened last.</summary>
    public WantedPipeline? Wanted { get; private set; }

    public RunTraining Training { get; set; } =
        (_, _, _) => throw new InvalidOperationException("No training is expected here.");

    /// <summary>The hub that the command asks; none that there is.</summary>
    public HubSettings Hub { get; set; } = new() { Cache = "nowhere", Offline = true };

    /// <summary>From now on models are really loaded.</summary>
    public CommandRun WithRealModels()
    {
        _realModels = true;
        return this;
    }

    public string Output { get; private set; } = "";

    public string Error { get; private set; } = "";

    /// <summary>What stands on standard input.</summary>
    public string Input { get; set; } = "";

    /// <summary>What stands on standard input as bytes.</summary>
    public byte[] InputBytes { get; set; } = [];

    /// <summary>Bytes that the command wrote to standard output.</summary>
    public MemoryStream StandardOutput { get; private set; } = new();

    /// <summary>Hears every text that is written to standard error, for stopping in the middle.</summary>
    public Action<string>? OnError { get; set; }

    public string PathTo(string name) => Path.Combine(Folder, name);

    public Task<int> RunAsync(params string[] args) => RunAsync(CancellationToken.None, args);

    public async Task<int> RunAsync(CancellationToken stop, params string[] args)
    {
        StringWriter output = new();
        using HeardWriter error = new(text => OnError?.Invoke(text));
        StandardOutput = new MemoryStream();
        CommandHost host = Host(output, error);
        int code = await CommandLine.RunAsync(args, host, stop);
        (Output, Error) = (output.ToString(), error.ToString());
        return code;
    }

    /// <summary>Only parses a line, in the way of a shell.</summary>
    public ParseResult Parse(string line) =>
        CommandLine.Build(Host(new StringWriter(), new StringWriter())).Parse(line);

    /// <summary>Files below the folder, relative, in order.</summary>
    public string[] Files() =>
        [
            .. Directory
                .EnumerateFiles(Folder, "*", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(Folder, file).Replace('\\', '/'))
                .Order(StringComparer.Ordinal),
        ];

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private CommandHost Host(TextWriter output, TextWriter error) =>
        new()
        {
            Terminal = Terminal.Piped(
                output,
                error,
                () => StandardOutput,
                new StringReader(Input),
                () => new MemoryStream(InputBytes)
            ),
            Clock = TimeProvider.System,
            FreshSeed = () => 4711,
            OpenPipeline = _realModels
                ? ModelOpening.OpenAsync
                : (wanted, _) =>
                {
                    Opened.Add((wanted.Model, wanted.Device));
                    Wanted = wanted;
                    return wanted.Model is "nowhere"
                        ? throw new HippogriffException("There is no model 'nowhere'; there are: fake.")
                        : Task.FromResult<IDiffusionPipeline>(Pipeline);
                },
            FindModel = wanted =>
                _realModels
                    ? RememberedModel.Find(wanted, new FolderModelSource(), Environment.CurrentDirectory)
                    : new FoundModel(wanted.Name, null),
            RunTraining = Training,
            HubSettings = () => Hub,
            HubConnection = new HubConnection { Wait = (_, _) => Task.CompletedTask },
            OutFolder = PathTo("out"),
        };

    private sealed class HeardWriter(Action<string> hear) : StringWriter
    {
        public override void Write(string? value)
        {
            base.Write(value);
            hear(value ?? "");
        }
    }
}
