namespace Hippogriff.Hub;

/// <summary>Counts the bytes of a pull and reports them, one report at a time. Thread-safe.</summary>
internal sealed class PullReport(IProgress<PullProgress>? progress)
{
    private readonly Lock _gate = new();
    private long _done,
        _total,
        _fetched;
    private PullStage _stage;
    private string? _file;

    /// <summary>Tells what begins.</summary>
    public void Stage(PullStage stage, string? file)
    {
        lock (_gate)
        {
            (_stage, _file) = (stage, file);
            Report();
        }
    }

    /// <summary>Tells how much there is; what was counted before is forgotten.</summary>
    public void Begin(long total)
    {
        lock (_gate)
        {
            (_total, _done) = (total, 0);
            Report();
        }
    }

    /// <summary>Counts bytes that were read; negative if they do not count after all.</summary>
    public void Add(long bytes)
    {
        lock (_gate)
        {
            _done += bytes;
            Report();
        }
    }

    /// <summary>Counts bytes that came over the network.</summary>
    public void AddFetched(long bytes)
    {
        lock (_gate)
        {
            _fetched += Math.Max(0, bytes);
            _done += bytes;
            Report();
        }
    }

    /// <summary>Tells of a wait.</summary>
    public void Waiting(TimeSpan wait)
    {
        lock (_gate)
            progress?.Report(
                new PullProgress(PullStage.Waiting, _file, _done, _total) { Wait = wait, Fetched = _fetched }
            );
    }

    private void Report() => progress?.Report(new PullProgress(_stage, _file, _done, _total) { Fetched = _fetched });
}
