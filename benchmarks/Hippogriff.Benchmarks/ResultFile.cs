using System.Text.Json;
using System.Text.Json.Serialization;
using Hippogriff.Files;

namespace Hippogriff.Benchmarks;

/// <summary>
/// The results for programs: one JSON object with the machine, the yardstick, the model and all rows.
/// </summary>
internal static class ResultFile
{
    private static readonly JsonSerializerOptions s_options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    public static void Write(
        string path,
        Surroundings around,
        Yardstick yardstick,
        object model,
        IReadOnlyList<ResultRow> rows
    ) =>
        AtomicFile.Write(
            path,
            JsonSerializer.SerializeToUtf8Bytes(
                new
                {
                    Machine = around,
                    FmaPeak = new
                    {
                        Gflops128 = yardstick.Plain,
                        Gflops256 = yardstick.Narrow,
                        Gflops512 = yardstick.Wide,
                        Yardstick = yardstick.Peak,
                    },
                    Model = model,
                    Results = rows.Select(row => new
                    {
                        row.Name,
                        row.Seconds,
                        BestSeconds = row.Best,
                        Gflop = row.Flops / 1e9,
                        GflopPerSecond = row.Speed,
                        ShareOfPeak = row.Speed / yardstick.Peak,
                        row.PeakBytes,
                        row.ProcessorSeconds,
                        row.Failure,
                    }),
                },
                s_options
            )
        );
}
