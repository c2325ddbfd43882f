namespace Hippogriff.Denoising.Schedulers;

/// <summary>From which timestep to which every call of PNDM leads.</summary>
internal static class PndmCalls
{
    private const int RungeKutta = 12;

    /// <summary>Number of calls of Runge-Kutta steps.</summary>
    public static int First(SchedulerConfig config) => config.Flag("skip_prk_steps") ? 0 : RungeKutta;

    /// <summary>The levels that the calls at some timesteps lead to.</summary>
    public static double[] To(double[] times, SchedulerConfig config, int distance, Func<double, double> level) =>
        [
            .. times.Select(
                (time, call) =>
                    level(
                        call < First(config) ? (call % 2 == 0 ? time - distance / 2 : time)
                        : call == 1 ? time
                        : time - distance
                    )
            ),
        ];

    /// <summary>The levels that the batches of the calls are taken to have.</summary>
    public static double[] From(double[] times, SchedulerConfig config, int distance, Func<double, double> level) =>
        [
            .. times.Select(
                (time, call) =>
                    level(
                        call < First(config) ? times[call - call % 4]
                        : call == 1 && First(config) == 0 ? time + distance
                        : time
                    )
            ),
        ];
}
