namespace Hippogriff.Training.Runs;

/// <summary>The plan of a run: a file in its folder, from which the run is resumed.</summary>
/// <typeparam name="TSelf">The plan's own type.</typeparam>
public interface IRunPlan<TSelf>
    where TSelf : IRunPlan<TSelf>
{
    /// <summary>Name of the file in the run's folder.</summary>
    static abstract string FileName { get; }

    /// <summary>Name of such a run, without an article: "distillation".</summary>
    static abstract string RunName { get; }

    /// <summary>Reads a plan.</summary>
    /// <exception cref="HippogriffException">It cannot be read, or describes no run.</exception>
    static abstract TSelf ReadPlan(string file);

    /// <summary>Refuses a folder that a new run must not write into.</summary>
    /// <exception cref="HippogriffException">It holds something.</exception>
    static abstract void RequireFree(string folder);

    /// <summary>The data type of networks in training: auto, float32 or bfloat16.</summary>
    string Precision { get; }

    /// <summary>The same with another precision.</summary>
    TSelf WithPrecision(string precision);

    /// <summary>The bytes of the file.</summary>
    byte[] WritePlan();
}
