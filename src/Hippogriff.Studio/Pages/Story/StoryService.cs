using Hippogriff.Devices;
using Hippogriff.Story;

namespace Hippogriff.Studio.Pages.Story;

/// <summary>
/// The story model of a server, loaded on first use. It runs on its own thread, one request at a time.
/// </summary>
public sealed class StoryService : IDisposable
{
    private readonly Lazy<DeviceLane> _lane = new(() => new DeviceLane("story"));
    private readonly Func<StoryModel> _load;
    private StoryModel? _model;

    /// <summary>Uses the model in the model folders.</summary>
    public StoryService()
        : this(() => StoryFolder.Load()) { }

    internal StoryService(Func<StoryModel> load) => _load = load;

    /// <summary>Runs a function on the model.</summary>
    /// <exception cref="HippogriffException">There is no story model, or the request is not valid.</exception>
    public Task<T> AskAsync<T>(Func<StoryModel, T> question) =>
        _lane.Value.RunAsync(_ =>
        {
            NativeRuntime.EnsureLoaded();
            return question(_model ??= _load());
        });

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_lane.IsValueCreated)
            _lane.Value.Dispose();
        _model?.Dispose();
    }
}
