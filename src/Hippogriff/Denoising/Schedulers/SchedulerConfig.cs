using Hippogriff.Denoising.Families;

namespace Hippogriff.Denoising.Schedulers;

/// <summary>
/// A model's scheduler_config.json: in which noise family it was trained, what it predicts, and how diffusers steps
/// through its levels. <see cref="Scheduler.Plan(SchedulerConfig, SchedulerRequest)"/> makes a run of it.
/// </summary>
public sealed class SchedulerConfig
{
    private readonly IReadOnlyDictionary<string, object?> _values;

    internal SchedulerConfig(
        SchedulerClass kind,
        IReadOnlyDictionary<string, object?> values,
        params string[] remarks
    ) => (Class, _values, Remarks) = (kind, values, remarks);

    internal SchedulerClass Class { get; }

    /// <summary>Name of its class, such as "EulerDiscreteScheduler".</summary>
    public string ClassName => Class.FullName;

    /// <summary>What was read and is not used, one sentence each.</summary>
    public IReadOnlyList<string> Remarks { get; }

    /// <summary>Name of the sampler that does its steps, see <see cref="SamplerRegistry.Names"/>.</summary>
    public string Sampler =>
        (Class.Name, Word("algorithm_type"), Whole("solver_order")) switch
        {
            ("DPMSolverMultistep" or "EDMDPMSolverMultistep", "sde-dpmsolver++", <= 2) => "dpmpp_2m_sde",
            ("DPMSolverMultistep" or "EDMDPMSolverMultistep", "sde-dpmsolver++", _) => "dpmpp_3m_sde",
            _ => Class.Sampler,
        };

    /// <summary>Name of the nearest schedule here, see <see cref="ScheduleRegistry.Names"/>.</summary>
    public string Schedule =>
        Class.Placing is Placing.Flow or Placing.Edm or Placing.Angle ? "uniform"
        : Flag("use_karras_sigmas") ? "karras"
        : Flag("use_exponential_sigmas") ? "exponential"
        : Flag("use_beta_sigmas") ? "beta"
        : Word("timestep_spacing");

    /// <summary>What the network predicts.</summary>
    public Prediction Prediction =>
        Class.Placing == Placing.Edm
            ? Prediction.Edm
            : Word("prediction_type") switch
            {
                "v_prediction" => Prediction.V,
                "sample" => Prediction.Sample,
                "flow_prediction" => Prediction.Flow,
                _ => Class.Placing == Placing.Angle ? Prediction.V : Prediction.Epsilon,
            };

    /// <summary>
    /// The family for samplers and schedules of this library: the variance-exploding form of a discrete one, a flow,
    /// or EDM's.
    /// </summary>
    /// <exception cref="HippogriffException">Its numbers make no family.</exception>
    public NoiseFamily Family =>
        Made<NoiseFamily>(() =>
            Class.Placing switch
            {
                Placing.Flow => new Flow(Number("shift")),
                Placing.Edm => new VarianceExploding(Number("sigma_min"), Number("sigma_max"), Number("sigma_data")),
                _ when Flag("use_flow_sigmas") => new Flow(Number("flow_shift")),
                _ => new VariancePreserving(AlphaBars),
            }
        );

    /// <summary>The trained table of a discrete scheduler; its last value is 0 with zero terminal ratio.</summary>
    internal double[] AlphaBars =>
        Made(() =>
        {
            double[] bars = Value("trained_betas") is double[] betas
                ? BetaTable.AlphaBars(betas)
                : BetaTable.AlphaBars(Betas, Whole("num_train_timesteps"), Number("beta_start"), Number("beta_end"));
            return Flag("rescale_betas_zero_snr") ? BetaTable.ZeroTerminal(bars) : bars;
        });

    private BetaSchedule Betas =>
        Word("beta_schedule") switch
        {
            "scaled_linear" => BetaSchedule.ScaledLinear,
            "squaredcos_cap_v2" => BetaSchedule.Cosine,
            "sigmoid" => BetaSchedule.Sigmoid,
            _ => BetaSchedule.Linear,
        };

    /// <summary>Reads a file's text.</summary>
    /// <param name="json">The text of a scheduler_config.json.</param>
    /// <param name="name">The file's name for messages.</param>
    /// <exception cref="HippogriffException">It is no such file, or names a class or value that is not known
    /// here.</exception>
    public static SchedulerConfig Read(string json, string name = "scheduler_config.json") =>
        SchedulerReader.Read(json, name);

    /// <summary>The same for a network that predicts something else.</summary>
    internal SchedulerConfig Predicting(Prediction prediction) =>
        As(
            Class,
            (
                "prediction_type",
                prediction switch
                {
                    Prediction.V => "v_prediction",
                    Prediction.Sample => "sample",
                    _ => "epsilon",
                }
            )
        );

    /// <summary>
    /// The same with a last level that is pure noise (2305.08891), which a run then begins with.
    /// </summary>
    internal SchedulerConfig WithZeroTerminal() =>
        As(Class, ("rescale_betas_zero_snr", true), ("timestep_spacing", "trailing"));

    /// <summary>The same settings for another class, as diffusers' from_config: what the class lacks is left.</summary>
    internal SchedulerConfig As(SchedulerClass kind, params (string Field, object? Value)[] changes)
    {
        Dictionary<string, object?> values = new(_values);
        foreach ((string field, object? value) in changes)
            values[field] = value;
        return new SchedulerConfig(kind, values);
    }

    private T Made<T>(Func<T> make)
    {
        try
        {
            return make();
        }
        catch (ArgumentException error)
        {
            throw new HippogriffException($"The settings of {ClassName} do not fit: {error.Message}", error);
        }
    }

    internal object? Value(string field) =>
        _values.TryGetValue(field, out object? value) ? value : Class.Default(field);

    internal double Number(string field) => (double)Value(field)!;

    internal double? MaybeNumber(string field) => (double?)Value(field);

    internal int Whole(string field) => (int)Number(field);

    internal bool Flag(string field) => (bool)Value(field)!;

    internal string Word(string field) => (string?)Value(field) ?? "";
}
