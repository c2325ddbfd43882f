using Hippogriff.Studio.Apis.Comfy.Planning;

namespace Hippogriff.Studio.Apis.Comfy.Running;

/// <summary>
/// The prompts that were taken since the server began, of which each client sees its own. The oldest that have ended
/// are forgotten; their pictures stay in the gallery. Thread-safe.
/// </summary>
internal sealed class PromptStore
{
    private const int Most = 300;
    private const long MostBytes = 64 << 20;

    private readonly Lock _gate = new();
    private readonly List<ComfyPrompt> _prompts = [];
    private long _number;

    /// <summary>The number of the next prompt.</summary>
    public long NextNumber() => Interlocked.Increment(ref _number);

    /// <summary>Adds a prompt. False if the client has an open one with that id; one that ended is replaced.</summary>
    public bool TryAdd(ComfyPrompt prompt)
    {
        lock (_gate)
        {
            if (_prompts.Exists(other => IsSame(other, prompt) && other.Result is null))
                return false;
            _prompts.RemoveAll(other => IsSame(other, prompt));
            _prompts.Add(prompt);
            Forget();
            return true;
        }
    }

    /// <summary>Whether the client has an open prompt with that id.</summary>
    public bool IsOpen(string client, string id)
    {
        lock (_gate)
            return _prompts.Exists(prompt => prompt.Client == client && prompt.Id == id && prompt.Result is null);
    }

    /// <summary>Open prompts of a client, in order: those that have begun, or those that wait.</summary>
    public IReadOnlyList<ComfyPrompt> Open(string client, bool begun)
    {
        lock (_gate)
            return
            [
                .. _prompts.Where(prompt =>
                    prompt.Client == client && prompt is { Result: null, IsDeleted: false } && prompt.HasBegun == begun
                ),
            ];
    }

    /// <summary>How many prompts of a client are open.</summary>
    public int Remaining(string client)
    {
        lock (_gate)
            return _prompts.Count(prompt => prompt.Client == client && prompt is { Result: null, IsDeleted: false });
    }

    /// <summary>Ended prompts of a client as the history shows them, oldest first.</summary>
    public IReadOnlyList<KeyValuePair<string, object>> Ended(string client)
    {
        lock (_gate)
            return
            [
                .. _prompts
                    .Where(prompt => prompt.Client == client && prompt.Result is not null)
                    .Select(prompt => KeyValuePair.Create<string, object>(prompt.Id, Shown(prompt))),
            ];
    }

    /// <summary>Changes a prompt.</summary>
    public void Change(Action change)
    {
        lock (_gate)
            change();
    }

    /// <summary>Forgets ended prompts of a client.</summary>
    public void Remove(string client, Func<ComfyPrompt, bool> which)
    {
        lock (_gate)
            _prompts.RemoveAll(prompt => prompt.Client == client && prompt.Result is not null && which(prompt));
    }

    /// <summary>Takes a prompt out that was deleted before it began.</summary>
    public void Drop(ComfyPrompt prompt)
    {
        lock (_gate)
            _prompts.Remove(prompt);
    }

    /// <summary>The texts of a picture that a prompt made of drawn ones; empty if it is not remembered.</summary>
    public IReadOnlyDictionary<string, string> TextsOf(StoredPicture made)
    {
        lock (_gate)
            return made.IsGenerated && _prompts.FindLast(one => one.Made.Contains(made)) is { } prompt
                ? GraphTexts.Of(prompt.Graph, prompt.Extra)
                : new Dictionary<string, string>();
    }

    private static bool IsSame(ComfyPrompt one, ComfyPrompt other) => one.Client == other.Client && one.Id == other.Id;

    private void Forget()
    {
        while (
            (_prompts.Count > Most || _prompts.Sum(prompt => prompt.Bytes) > MostBytes)
            && _prompts.Find(prompt => prompt.Result is not null) is { } oldest
        )
            _prompts.Remove(oldest);
    }

    private static Dictionary<string, object> Shown(ComfyPrompt prompt) =>
        new()
        {
            ["prompt"] = prompt.Told,
            ["outputs"] = new Dictionary<string, object>(prompt.Pictures),
            ["status"] = new Dictionary<string, object>
            {
                ["status_str"] = prompt.Result!,
                ["completed"] = prompt.Result == "success",
                ["messages"] = prompt.Messages.ToArray(),
            },
            ["meta"] = prompt.Pictures.Keys.ToDictionary(
                node => node,
                node =>
                    (object)
                        new Dictionary<string, string?>
                        {
                            ["node_id"] = node,
                            ["display_node"] = node,
                            ["parent_node"] = null,
                            ["real_node_id"] = node,
                        }
            ),
            ["warnings"] = prompt.Warnings.ToArray(), // this server's own field
        };
}
