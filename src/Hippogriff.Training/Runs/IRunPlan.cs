namespace Hippogriff.Training.Runs;

/// <summary>What a run began with: one file in its folder, by which it goes on.</summary>
/// <typeparam name="TSelf">The plan's own type.</typeparam>
public interface IRunPlan<TSelf>
    where TSelf : IRunPlan<TSelf>
{
    /// <summary>Name of the file in the run's folder.</summary>
    static abstract string FileName { get; }

    /// <summary>What such a run is called, with nothing before it: "distillation".</summary>
    static abstract string RunName { get; }

    /// <summary>Reads a plan.</summary>
    /// <exception cref="HippogriffException">It cannot be read, or describes no run.</exception>
    static abstract TSelf ReadPlan(string file);

    /// <summary>Refuses a folder that a new run must not write into.</summary>
    /// <exception cref="HippogriffException">It holds something.</exception>
    static abstract void RequireFree(string folder);

    /// <summary>auto, float32 or bfloat16: what networks compute in while they are trained.</summary>
    string Precision { get; }

    /// <summary>The same with another precision.</summary>
    TSelf WithPrecision(string precision);

    /// <summary>The bytes of the file.</summary>
    byte[] WritePlan();
}
