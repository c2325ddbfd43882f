using System.Globalization;
using Hippogriff.Studio.Apis.Comfy.Planning;

namespace Hippogriff.Studio.Apis.Comfy.Running;

/// <summary>What was told of a prompt so far, and the messages to come. Belongs to one follower.</summary>
internal sealed class PromptTelling(ComfyPrompt prompt, PromptStore prompts, ComfySockets sockets, TimeProvider clock)
{
    /// <summary>Nodes whose states a message tells, the newest: long graphs make no long messages.</summary>
    private const int MostTold = 16;

    private readonly Dictionary<string, Dictionary<string, object?>> _states = [];
    private readonly List<string> _told = [];
    private int _next;
    private string? _running;

    /// <summary>The prompt.</summary>
    public ComfyPrompt Prompt => prompt;

    /// <summary>Pictures in the gallery by the node that drew them.</summary>
    public Dictionary<string, IReadOnlyList<long>> Drawn { get; } = [];

    /// <summary>Tells once that it begins.</summary>
    public void Begin()
    {
        if (prompt.HasBegun)
            return;
        prompts.Change(() => prompt.HasBegun = true);
        Keep("execution_start", []);
        Keep("execution_cached", new() { ["nodes"] = Array.Empty<string>() });
    }

    /// <summary>The nodes before one that were not told yet; it is the next then.</summary>
    public IEnumerable<ToldNode> Before(string node)
    {
        while (_next < prompt.Nodes.Count && _running != node && prompt.Nodes[_next].Id != node)
            yield return prompt.Nodes[_next++];
    }

    /// <summary>The nodes that were not told yet.</summary>
    public IEnumerable<ToldNode> Rest()
    {
        if (_running is { } last)
            Finish(last);
        while (_next < prompt.Nodes.Count)
            yield return prompt.Nodes[_next++];
    }

    /// <summary>Tells that a node is at work; once.</summary>
    public void Run(string node)
    {
        if (_running == node)
            return;
        if (_running is { } last)
            Finish(last);
        if (_next < prompt.Nodes.Count && prompt.Nodes[_next].Id == node)
            _next++;
        _running = node;
        TellState(node, 0, 1, "running");
        sockets.Tell(prompt, "executing", About(node));
    }

    /// <summary>Tells a step of a node that draws.</summary>
    public void Step(string node, int step, int steps)
    {
        TellState(node, step, steps, "running");
        Dictionary<string, object?> data = new()
        {
            ["value"] = step,
            ["max"] = steps,
            ["prompt_id"] = prompt.Id,
            ["node"] = node,
        };
        sockets.Tell(prompt, "progress", data);
    }

    /// <summary>Tells that a node is done.</summary>
    public void Finish(string node)
    {
        if (_running == node)
            _running = null;
        TellState(node, 1, 1, "finished");
    }

    /// <summary>Tells an output node's pictures, and keeps them for the history.</summary>
    public void Executed(PromptOutput output, IReadOnlyList<long> drawn)
    {
        if (output.Kind == OutputKind.Socket)
            return;
        Dictionary<string, object> pictures = new()
        {
            ["images"] = (object[])
                [
                    .. drawn.Select(id => Named(output, ShownNames.Of(output.Prefix, id), Plain(id))),
                    .. output
                        .Uploads.Select(one => one.ToString())
                        .Select(name => Named(output, ShownNames.Of(output.Prefix, name), name)),
                ],
        };
        prompts.Change(() => prompt.Pictures[output.Node] = pictures);
        Dictionary<string, object?> data = About(output.Node);
        data["output"] = pictures;
        sockets.Tell(prompt, "executed", data);
    }

    /// <summary>Keeps what was said of the words when they were drawn.</summary>
    public void Warn(IReadOnlyList<string> warnings) =>
        prompts.Change(() => prompt.Warnings.AddRange(warnings.Except(prompt.Warnings).ToArray()));

    /// <summary>Tells that it failed.</summary>
    public void Fail(string why, string? node = null)
    {
        End(
            "execution_error",
            "error",
            new()
            {
                ["node_id"] = node ?? _running ?? "",
                ["node_type"] = ClassOf(node ?? _running),
                ["executed"] = Done(),
                ["exception_message"] = why,
                ["exception_type"] = "HippogriffException",
                ["traceback"] = Array.Empty<string>(),
                ["current_inputs"] = new Dictionary<string, object>(),
                ["current_outputs"] = Array.Empty<string>(),
            }
        );
    }

    /// <summary>Tells that somebody stopped it.</summary>
    public void Interrupt(string node) =>
        End(
            "execution_interrupted",
            "error",
            new()
            {
                ["node_id"] = node,
                ["node_type"] = ClassOf(node),
                ["executed"] = Done(),
            }
        );

    /// <summary>Tells the end: the message, the history, the queue, and a node that is null.</summary>
    public void End(string type, string result, Dictionary<string, object?>? data = null)
    {
        Begin();
        Keep(type, data ?? []);
        prompts.Change(() => prompt.Result = result);
        sockets.TellStatus(prompt.Client);
        Dictionary<string, object?> last = new() { ["node"] = null, ["prompt_id"] = prompt.Id };
        sockets.Tell(prompt, "executing", last);
    }

    private string[] Done() =>
        [.. _states.Where(state => (string?)state.Value["state"] == "finished").Select(state => state.Key)];

    private string ClassOf(string? node) => prompt.Nodes.FirstOrDefault(one => one.Id == node)?.Class ?? "";

    private static string Plain(long id) => id.ToString(CultureInfo.InvariantCulture);

    /// <summary>A picture as clients find it: by name, or by address for the Krita plug-in.</summary>
    private static Dictionary<string, string> Named(
        PromptOutput output,
        (string Folder, string Name) name,
        string id
    ) =>
        output.Kind == OutputKind.Address
            ? new()
            {
                ["source"] = "http",
                ["id"] = id,
                ["content_type"] = "image/png",
            }
            : new()
            {
                ["filename"] = name.Name,
                ["subfolder"] = name.Folder,
                ["type"] = output.Kind == OutputKind.Preview ? "temp" : "output",
            };

    private Dictionary<string, object?> About(string node) =>
        new()
        {
            ["node"] = node,
            ["display_node"] = node,
            ["prompt_id"] = prompt.Id,
        };

    private void TellState(string node, int value, int most, string state)
    {
        _states[node] = new()
        {
            ["value"] = value,
            ["max"] = most,
            ["state"] = state,
            ["node_id"] = node,
            ["prompt_id"] = prompt.Id,
            ["display_node_id"] = node,
            ["parent_node_id"] = null,
            ["real_node_id"] = node,
        };
        _told.Remove(node);
        _told.Add(node);
        if (_told.Count > MostTold)
            _told.RemoveAt(0);
        Dictionary<string, object?> data = new()
        {
            ["prompt_id"] = prompt.Id,
            ["nodes"] = _told.ToDictionary(one => one, one => _states[one]),
        };
        sockets.Tell(prompt, "progress_state", data);
    }

    /// <summary>Tells a message and keeps it for the history.</summary>
    private void Keep(string type, Dictionary<string, object?> data)
    {
        data["prompt_id"] = prompt.Id;
        data["timestamp"] = clock.GetUtcNow().ToUnixTimeMilliseconds();
        prompts.Change(() => prompt.Messages.Add([type, data]));
        sockets.Tell(prompt, type, data);
    }
}
