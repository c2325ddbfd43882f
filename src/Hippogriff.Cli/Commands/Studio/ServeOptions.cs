using System.CommandLine;
using Hippogriff.Cli.Parsing;
using Hippogriff.Studio.Configuration;

namespace Hippogriff.Cli.Commands.Studio;

/// <summary>What a line of <c>serve</c> asks for.</summary>
/// <param name="Studio">How the studio runs.</param>
/// <param name="NewKey">Name of an API key to make instead; null to serve.</param>
internal sealed record ServeChoices(StudioOptions Studio, string? NewKey);

/// <summary>The options of <c>serve</c>.</summary>
internal sealed class ServeOptions
{
    private readonly Option<string?> _address = Values.Text(
        "--host",
        "ADDRESS",
        "Address to listen on. Default: 127.0.0.1, this machine only; any other demands API keys (--new-key)."
    );
    private readonly Option<int?> _port = Values.Whole(
        "--port",
        0,
        65_535,
        "Port to listen on; 0 takes any free one. Default: 5177."
    );
    private readonly Option<string?> _data = Values.Text(
        "--studio",
        "DIR",
        "The studio's folder. Default: studio. Jobs, pictures, uploads and trainings are kept there."
    );
    private readonly Option<string?> _trainRoot = Values.Text(
        "--train-root",
        "DIR",
        "Folder with one folder a dataset, which the page Train offers besides uploaded ones."
    );
    private readonly Option<string?> _model = Values.Text(
        "--model",
        "NAME",
        "Name or folder of a model. It draws where none is named."
    );
    private readonly CheckpointOptions _checkpoint = new();
    private readonly Option<string?> _device = DeviceOption.Create();
    private readonly Option<int?> _batch = Values.Whole(
        "--batch-size",
        1,
        8,
        "How many are computed at once: pictures of a job, and jobs of one model. Default: 8. Fewer take less memory "
            + "and more time; with 1 each is what its seed gives alone, on every processor."
    );
    private readonly Option<string?> _class = new("--class")
    {
        HelpName = "CODE",
        Arity = ArgumentArity.ZeroOrOne,
        Description =
            "Let a class use it: everybody joins with this code and a name, and sees only their own. "
            + "Without a code one of six digits is made and kept. "
            + "It is open to the local network, unless --host says else.",
    };
    private readonly Option<string?> _keys = Values.Text(
        "--keys",
        "FILE",
        "File with the hashes of API keys. Default: keys.json in the studio's folder; where it has keys, "
            + "every request needs one."
    );
    private readonly Option<string?> _newKey = Values.Text(
        "--new-key",
        "NAME",
        "Make an API key of this name, print it once, and end."
    );
    private readonly Option<string[]> _allowed = new("--allow-host")
    {
        HelpName = "NAME",
        Description = "Another host name under which browsers may reach this server; may be given several times.",
    };
    private readonly Option<string[]> _origins = new("--allow-origin")
    {
        HelpName = "ORIGIN",
        Description =
            "Another site whose pages may use this server, such as http://localhost:3000; may be given several times.",
    };
    private readonly Option<string?> _log = Values.Name(
        "--log",
        [.. Enum.GetNames<StudioLogs>().Select(name => name.ToLowerInvariant())],
        "How to write the log, to standard error. Default: text. One of"
    );
    private readonly Option<bool> _prompts = new("--log-prompts")
    {
        Description = "Write prompts into log and traces.",
    };

    /// <summary>Adds them to the command.</summary>
    public void AddTo(Command command) =>
        command.AddAll([
            _address,
            _port,
            _data,
            _trainRoot,
            _model,
            .. _checkpoint.All,
            _device,
            _batch,
            _class,
            _keys,
            _newKey,
            _allowed,
            _origins,
            _log,
            _prompts,
        ]);

    /// <summary>What the line says.</summary>
    /// <exception cref="HippogriffException">A key is to be made, and options say how to serve.</exception>
    public ServeChoices Read(ParseResult parsed)
    {
        if (parsed.GetValue(_newKey) is not null)
            parsed.RefuseIdle(
                "says how to serve, and --new-key makes a key and ends",
                [
                    _address,
                    _port,
                    _trainRoot,
                    _model,
                    .. _checkpoint.All,
                    _device,
                    _batch,
                    _class,
                    _allowed,
                    _origins,
                    _log,
                    _prompts,
                ]
            );
        StudioOptions options = new()
        {
            Device = parsed.GetValue(_device) ?? DeviceOption.Default,
            BatchSize = parsed.GetValue(_batch),
            Model = parsed.GetValue(_model),
            Choices = _checkpoint.Read(parsed),
            Type = _checkpoint.TypeOf(parsed),
            TrainRoot = parsed.GetValue(_trainRoot),
            Keys = parsed.GetValue(_keys),
            LogPrompts = parsed.GetValue(_prompts),
            Logs = Enum.Parse<StudioLogs>(parsed.GetValue(_log) ?? nameof(StudioLogs.Text), ignoreCase: true),
        };
        if (parsed.GetResult(_class) is not null)
            options.UseClass(parsed.GetValue(_class));
        options.Host = parsed.GetValue(_address) ?? options.Host;
        options.Port = parsed.GetValue(_port) ?? options.Port;
        options.Data = parsed.GetValue(_data) ?? options.Data;
        foreach (string name in parsed.GetValue(_allowed) ?? [])
            options.AllowedHosts.Add(name);
        foreach (string origin in parsed.GetValue(_origins) ?? [])
            options.AllowedOrigins.Add(origin);
        return new ServeChoices(options, parsed.GetValue(_newKey));
    }
}
