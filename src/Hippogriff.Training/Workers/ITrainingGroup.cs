namespace Hippogriff.Training.Workers;

/// <summary>
/// The processes that train one network together, each on its share of every batch. Every member calls the same
/// methods in the same order, from one thread, and each call waits for all of them.
/// </summary>
public interface ITrainingGroup
{
    /// <summary>Number of this process, from 0; the first one writes all files.</summary>
    int Rank { get; }

    /// <summary>Number of processes, at least 1.</summary>
    int Size { get; }

    /// <summary>Replaces numbers by their mean over all processes; afterwards all have the same bits.</summary>
    /// <param name="values">As many as in every other process.</param>
    void Average(Span<float> values);

    /// <summary>Replaces a few numbers by their sum over all processes; afterwards all have the same bits.</summary>
    /// <param name="values">As many as in every other process.</param>
    void Sum(Span<double> values);

    /// <summary>Gives all processes the bytes of the first.</summary>
    /// <param name="bytes">As many as in every other process; unchanged in the first.</param>
    void Broadcast(Span<byte> bytes);
}

/// <summary>A group of one: nothing is exchanged.</summary>
public sealed class SingleProcess : ITrainingGroup
{
    /// <inheritdoc/>
    public int Rank => 0;

    /// <inheritdoc/>
    public int Size => 1;

    /// <inheritdoc/>
    public void Average(Span<float> values) { }

    /// <inheritdoc/>
    public void Sum(Span<double> values) { }

    /// <inheritdoc/>
    public void Broadcast(Span<byte> bytes) { }
}
