using Hippogriff.Devices;
using Hippogriff.Story;

namespace Hippogriff.Studio.Pages.Story;

/// <summary>
/// The story model of a server: loaded at the first question, and asked on a thread of its own, one question after the
/// other.
/// </summary>
public sealed class StoryService : IDisposable
{
    private readonly Lazy<DeviceLane> _lane = new(() => new DeviceLane("story"));
    private readonly Func<StoryModel> _load;
    private StoryModel? _model;

    /// <summary>The model that is found where models lie.</summary>
    public StoryService()
        : this(() => StoryFolder.Load()) { }

    internal StoryService(Func<StoryModel> load) => _load = load;

    /// <summary>Asks the model something.</summary>
    /// <exception cref="HippogriffException">There is no story model, or what is asked cannot be.</exception>
    public Task<T> AskAsync<T>(Func<StoryModel, T> question) =>
        _lane.Value.RunAsync(_ =>
        {
            NativeRuntime.EnsureLoaded();
            return question(_model ??= _load());
        });

    public void Dispose()
    {
        if (_lane.IsValueCreated)
            _lane.Value.Dispose();
        _model?.Dispose();
    }
}
