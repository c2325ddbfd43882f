using Hippogriff.Pipelines;
using Hippogriff.Studio.Jobs;
using Hippogriff.Tests.Pipelines;

namespace Hippogriff.Tests.Studio;

/// <summary>Which jobs are drawn beside others, and what each has of the device.</summary>
public sealed class DrawingCompanyTests : IAsyncDisposable
{
    private readonly QueueFixture _studio = new();

    public ValueTask DisposeAsync() => _studio.DisposeAsync();

    private DrawingCompany Company() =>
        new(_studio.Cache, new DrawingMemory(_studio.Memory, _studio.Options), _studio.Options, _studio.Clock);

    private JobRequest Order(string? model = null, string? lora = null) =>
        new()
        {
            Prompt = "a cat",
            Width = 1000,
            Height = 1000,
            Steps = 9,
            KeepSteps = false,
            Model = model,
            Loras = lora is null ? [] : [new LoraChoice(lora, 1)],
        };

    [Fact]
    public void Jobs_of_a_model_that_shares_are_drawn_together_as_many_as_a_batch_has()
    {
        _studio.Model.SharesPasses = true;
        _studio.Options.BatchSize = 3;
        DrawingCompany company = Company();
        List<DrawingCompany.Seat> seats = [];
        for (int i = 0; i < 3; i++)
        {
            Assert.True(company.Admits(Order()));
            seats.Add(company.Enter(Order()));
        }
        Assert.False(company.Admits(Order()));
        seats[1].Dispose();
        Assert.True(company.Admits(Order()));
        seats[0].IsClosed = true;
        Assert.False(company.Admits(Order()));
    }

    [Theory]
    [InlineData(false, 8, null)]
    [InlineData(true, 1, null)]
    [InlineData(true, 8, "dog")]
    public void Others_are_drawn_alone(bool shares, int batch, string? lora)
    {
        _studio.Model.SharesPasses = shares;
        _studio.Options.BatchSize = batch;
        DrawingCompany company = Company();
        using (company.Enter(Order()))
            Assert.False(company.Admits(Order(lora: lora)));
        Assert.True(company.Admits(Order(lora: lora)));
        using (company.Enter(Order(lora: lora)))
            Assert.False(company.Admits(Order()));
        Assert.True(company.Admits(Order("a model that is not there")));
    }

    [Fact]
    public void What_does_not_fit_into_memory_together_is_drawn_one_after_the_other()
    {
        _studio.Model.SharesPasses = true;
        DrawingCompany company = Company();
        long one = MemoryNeed.Of(TinyModel.Settings("a", 1, width: 1000, height: 1000), 1);
        _studio.Memory.Free = 2 * one;
        using DrawingCompany.Seat first = company.Enter(Order());
        Assert.True(company.Admits(Order()));
        Assert.False(company.Admits(Order() with { Count = 2 }));
        Assert.False(company.Admits(Order() with { Width = null }));
        using DrawingCompany.Seat second = company.Enter(Order());
        Assert.False(company.Admits(Order()));
    }

    [Fact]
    public void Time_with_others_counts_in_parts()
    {
        _studio.Model.SharesPasses = true;
        DrawingCompany company = Company();
        DrawingCompany.Seat one = company.Enter(Order());
        _studio.Clock.Now += TimeSpan.FromSeconds(2);
        DrawingCompany.Seat other = company.Enter(Order());
        _studio.Clock.Now += TimeSpan.FromSeconds(6);
        Assert.Equal((5, 3), (one.Share.TotalSeconds, other.Share.TotalSeconds));
        one.Dispose();
        _studio.Clock.Now += TimeSpan.FromSeconds(1);
        Assert.Equal(4, other.Share.TotalSeconds);
        other.Dispose();
        _studio.Clock.Now += TimeSpan.FromSeconds(100);
        using DrawingCompany.Seat late = company.Enter(Order());
        Assert.Equal(TimeSpan.Zero, late.Share);
    }
}
