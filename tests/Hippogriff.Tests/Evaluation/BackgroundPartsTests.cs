using Hippogriff.Evaluation;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Evaluation;

public sealed class BackgroundPartsTests
{
    [Fact]
    public void Places_times_and_weathers_are_said_once_and_added_for_each_background()
    {
        using DisposeScope scope = NewDisposeScope();
        BackgroundParts parts = new(["sea, day, clear", "sea, night, rain", "hill, night, clear", "room"]);
        Assert.Equal(3 + 3 + 3, parts.Count); // sea, hill, room; day, night, none; clear, rain, none
        Tensor together = parts.Together(
            tensor(
                new float[,]
                {
                    { 1, 2, 3, 10, 20, 30, 100, 200, 300 },
                }
            )
        );
        Assert.Equal([1 + 10 + 100, 1 + 20 + 200, 2 + 20 + 100, 3 + 30 + 300], together.data<float>().ToArray());
    }

    [Fact]
    public void Backgrounds_without_time_and_weather_are_said_as_they_are()
    {
        using DisposeScope scope = NewDisposeScope();
        BackgroundParts parts = new(["grass", "grass at night", "white"]);
        Assert.Equal(3, parts.Count);
        Assert.Equal(
            [4f, 5, 6],
            parts
                .Together(
                    tensor(
                        new float[,]
                        {
                            { 4, 5, 6 },
                        }
                    )
                )
                .data<float>()
                .ToArray()
        );
    }
}
