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

    /// <summary>A job begins and has its model.</summary>
    private DrawingCompany.Seat Open(DrawingCompany company)
    {
        DrawingCompany.Seat seat = company.Enter(Order());
        seat.IsOpen = true;
        return seat;
    }

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
            seats.Add(Open(company));
        }
        Assert.False(company.Admits(Order()));
        seats[1].Dispose();
        Assert.True(company.Admits(Order()));
        seats[0].IsOpen = false;
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
        using (Open(company))
            Assert.False(company.Admits(Order(lora: lora)));
        Assert.True(company.Admits(Order(lora: lora)));
        using (DrawingCompany.Seat seat = company.Enter(Order(lora: lora)))
        {
            seat.IsOpen = true;
            Assert.False(company.Admits(Order()));
        }
        Assert.True(company.Admits(Order("a model that is not there")));
    }

    [Fact]
    public void What_does_not_fit_into_memory_together_is_drawn_one_after_the_other()
    {
        _studio.Model.SharesPasses = true;
        DrawingCompany company = Company();
        long one = MemoryNeed.Of(TinyModel.Settings("a", 1, width: 1000, height: 1000), 1);
        _studio.Memory.Free = 2 * one;
        using DrawingCompany.Seat first = Open(company);
        Assert.True(company.Admits(Order()));
        Assert.False(company.Admits(Order() with { Count = 2 }));
        Assert.False(company.Admits(Order() with { Width = null }));
        using DrawingCompany.Seat second = Open(company);
        Assert.False(company.Admits(Order()));
    }

    [Fact]
    public void Nobody_joins_before_the_model_is_there_and_is_seen_in_the_free_memory()
    {
        _studio.Model.SharesPasses = true;
        DrawingCompany company = Company();
        using DrawingCompany.Seat first = company.Enter(Order());
        Assert.False(company.Admits(Order()));
        first.IsOpen = true;
        Assert.True(company.Admits(Order()));
    }

    [Fact]
    public void A_job_that_must_be_alone_joins_nobody_and_nobody_joins_it()
    {
        _studio.Model.SharesPasses = true;
        DrawingCompany company = Company();
        using (Open(company))
            Assert.False(company.Admits(Order(), alone: true));
        Assert.True(company.Admits(Order(), alone: true));
        using DrawingCompany.Seat seat = company.Enter(Order(), alone: true);
        seat.IsOpen = true;
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
