using Hippogriff.Devices;
using Hippogriff.Pipelines;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Insight.Meaning;

/// <summary>Text embeddings of the model's text encoder.</summary>
public static class TextSpace
{
    private const int Batch = 64;

    /// <summary>
    /// One vector per text: that of the whole prompt. A text that the model cannot read gets a vector by its meaning
    /// (<see cref="OpenWords"/>).
    /// </summary>
    public static IReadOnlyList<float[]> Of(IReadableModel model, IReadOnlyList<string> texts)
    {
        using IDisposable inference = inference_mode();
        List<float[]> rows = [];
        foreach (string[] part in texts.Chunk(Batch))
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor pooled = model.VectorsOf(part).to(ScalarType.Float32); // [N, D]
            rows.AddRange(TensorNumbers.Of<float>(pooled).Chunk((int)pooled.shape[1]));
        }
        for (int i = 0; i < rows.Count; i++)
            rows[i] = OpenWords.VectorOf(model, texts[i]) ?? rows[i];
        return rows;
    }

    /// <summary>The mean of rows.</summary>
    public static float[] Mean(IReadOnlyList<float[]> rows) =>
        [.. Enumerable.Range(0, rows[0].Length).Select(i => rows.Average(row => row[i]))];

    /// <summary>The unit direction of a row from a centre; zero if it is the centre.</summary>
    public static float[] Direction(IReadOnlyList<float> row, IReadOnlyList<float> middle)
    {
        double[] away = [.. row.Select((v, i) => (double)v - middle[i])];
        double length = Math.Sqrt(away.Sum(v => v * v));
        return [.. away.Select(v => length > 0 ? (float)(v / length) : 0)];
    }

    /// <summary>Cosine of two unit vectors, -1 to 1.</summary>
    public static double Cosine(IReadOnlyList<float> a, IReadOnlyList<float> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Count; i++)
            sum += (double)a[i] * b[i];
        return sum;
    }
}
