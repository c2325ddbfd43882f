using BenchmarkDotNet.Attributes;
using Hippogriff.Story;
using Hippogriff.Story.Game;

namespace Hippogriff.Benchmarks;

/// <summary>The story plot game, with the story model that is found where models lie.</summary>
public class StoryBenchmarks
{
    private const int Words = 20,
        Steps = 24;
    private StoryModel _model = null!;
    private PlotRequest _order = null!;

    [GlobalSetup]
    public void Prepare()
    {
        _model = StoryFolder.Load();
        WordRandom random = new(1, 1);
        _order = new PlotRequest
        {
            Start = new PlotSpoiler(_model.Words).Noise(Words, ref random),
            Wish = new StoryWish(Genre: _model.Terms.Genres[0], Country: _model.Terms.Countries[0]),
            Settings = new PlotSamplerSettings(Steps, _model.Defaults.Guidance),
            Seed = 1,
        };
    }

    /// <summary>From noise to words, with guidance: a pass over a batch of two in every step.</summary>
    [Benchmark(Description = "story, 24 steps of 20 words")]
    public object Plot() => new PlotFinder(_model).Find(_order);

    /// <summary>From a folder in the system's cache to a model that can be asked.</summary>
    [Benchmark(Description = "story, loading")]
    public void Loading() => StoryFolder.Load().Dispose();

    [GlobalCleanup]
    public void Free() => _model.Dispose();
}
