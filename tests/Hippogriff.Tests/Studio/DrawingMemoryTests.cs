using Hippogriff.Devices;
using Hippogriff.Pipelines;
using Hippogriff.Studio.Configuration;
using Hippogriff.Studio.Jobs;
using Hippogriff.Tests.Pipelines;

namespace Hippogriff.Tests.Studio;

public sealed class DrawingMemoryTests
{
    private static GenerationSettings Settings(int side) =>
        new()
        {
            Prompt = "x",
            NegativePrompt = "",
            Seed = 0,
            Steps = 10,
            Sampler = "euler",
            Schedule = "uniform",
            Guidance = 1,
            Width = side,
            Height = side,
            Model = "toy",
            ModelHash = "0123456789",
        };

    [Fact]
    public void What_this_machine_can_never_hold_is_refused_and_what_is_short_now_is_the_machine_s_fault()
    {
        DrawingMemory memory = new(new Megabytes(free: 500, total: 1_000), new StudioOptions());
        memory.RequireEver(Settings(512), 1);
        memory.RequireNow(Settings(512), 1);
        Assert.Equal(
            FaultKind.InvalidRequest,
            Assert.Throws<HippogriffException>(() => memory.RequireEver(Settings(1_024), 16)).Kind
        );
        HippogriffException now = Assert.Throws<HippogriffException>(() => memory.RequireNow(Settings(1_024), 3));
        Assert.Equal(FaultKind.Resource, now.Kind);
        Assert.Contains("500 MB are free", now.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Memory_of_a_gpu_is_not_the_processor_s()
    {
        DrawingMemory memory = new(new Megabytes(free: 1, total: 1), new StudioOptions { Device = "cuda:0" });
        memory.RequireEver(Settings(1_024), 16);
        memory.RequireNow(Settings(1_024), 16);
    }

    [Fact]
    public void Only_a_batch_of_eight_is_drawn_together() =>
        Assert.InRange(MemoryNeed.Of(Settings(1_024), 16) - MemoryNeed.Of(Settings(1_024), 8), 1, 50_000_000);

    private sealed class Megabytes(long free, long total) : FreeMemory
    {
        public override long Bytes => free * 1_000_000;

        public override long TotalBytes => total * 1_000_000;
    }

    [Theory]
    [InlineData("cpu", true)]
    [InlineData("CPU", true)]
    [InlineData("cuda", false)]
    public void What_exactly_fills_the_memory_is_drawn_and_one_byte_more_is_not(string device, bool counted)
    {
        StudioOptions options = new() { Device = device, BatchSize = 2 };
        ModelFacts facts = new("toy", TinyModel.Defaults, SizeMultiple: 4, IsGuidanceDistilled: false)
        {
            BytesPerPixel = 1_000,
        };
        long own = MemoryNeed.Of(Settings(512), 3, batch: 2, bytesPerPixel: 1_000),
            usual = MemoryNeed.Of(Settings(512), 3, batch: 2);
        Assert.True(own > usual);
        Assert.Equal(!counted, Fits(usual - 1, null));
        Assert.True(Fits(usual, null));
        Assert.Equal(!counted, Fits(own - 1, facts));
        Assert.True(Fits(own, facts));

        bool Fits(long bytes, ModelFacts? model)
        {
            DrawingMemory memory = new(new Bytewise(bytes), options);
            bool ever = Record.Exception(() => memory.RequireEver(Settings(512), 3, model)) is null,
                now = Record.Exception(() => memory.RequireNow(Settings(512), 3, model)) is null;
            Assert.Equal(ever, now);
            return now;
        }
    }

    [Fact]
    public void A_model_that_draws_one_by_one_needs_memory_for_one()
    {
        ModelFacts facts = new("toy", TinyModel.Defaults, SizeMultiple: 4, IsGuidanceDistilled: false)
        {
            BytesPerPixel = 1_000,
            UsualBatch = 1,
        };
        long one = MemoryNeed.Of(Settings(512), 8, batch: 1, bytesPerPixel: 1_000);
        DrawingMemory memory = new(new Bytewise(one), new StudioOptions());
        memory.RequireEver(Settings(512), 8, facts);
        memory.RequireNow(Settings(512), 8, facts);
        DrawingMemory asked = new(new Bytewise(one), new StudioOptions { BatchSize = 2 });
        Assert.Throws<HippogriffException>(() => asked.RequireEver(Settings(512), 8, facts));
        Assert.Throws<HippogriffException>(() => asked.RequireNow(Settings(512), 8, facts));
    }

    [Fact]
    public void Kept_steps_are_counted()
    {
        long drawn = MemoryNeed.Of(Settings(512), 3),
            kept = MemoryNeed.Of(Settings(512), 3, keepSteps: true);
        Assert.True(kept > drawn);
        DrawingMemory memory = new(new Bytewise(kept - 1), new StudioOptions());
        memory.RequireEver(Settings(512), 3);
        memory.RequireNow(Settings(512), 3);
        Assert.Throws<HippogriffException>(() => memory.RequireEver(Settings(512), 3, keepSteps: true));
        Assert.Equal(
            FaultKind.Resource,
            Assert.Throws<HippogriffException>(() => memory.RequireNow(Settings(512), 3, keepSteps: true)).Kind
        );
    }

    private sealed class Bytewise(long bytes) : FreeMemory
    {
        public override long Bytes => bytes;

        public override long TotalBytes => bytes;
    }
}
