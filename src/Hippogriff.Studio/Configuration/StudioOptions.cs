using Hippogriff.Pipelines;
using Hippogriff.Pipelines.Checkpoints;
using Hippogriff.Studio.Access;
using static TorchSharp.torch;

namespace Hippogriff.Studio.Configuration;

/// <summary>Options of the studio. The defaults suit one user on their own machine.</summary>
public sealed class StudioOptions
{
    /// <summary>Address to listen on; any address except loopback requires API keys.</summary>
    public string Host { get; set; } = "127.0.0.1";

    /// <summary>Port to listen on; 0 for any free one.</summary>
    public int Port { get; set; } = 5177;

    /// <summary>Folder for database, pictures, uploads, datasets and trainings.</summary>
    public string Data { get; set; } = "studio";

    /// <summary>
    /// Folder with one subfolder per dataset, in addition to uploaded ones; null for uploaded ones only.
    /// </summary>
    public string? TrainRoot { get; set; }

    /// <summary>The device, see <see cref="Devices.DeviceChoice"/>.</summary>
    public string Device { get; set; } = "cpu";

    /// <summary>
    /// Type of the numbers that networks compute with, see <see cref="LoadOptions.Type"/>; null for float32.
    /// </summary>
    public ScalarType? Type { get; set; }

    /// <summary>
    /// Parts from other files for all public checkpoints: VAE, text encoder, embeddings. Models of our own are whole
    /// and stay as they are.
    /// </summary>
    public CheckpointChoices Choices { get; set; } = CheckpointChoices.None;

    /// <summary>
    /// Pictures of a job per batch, 1 to 8; null for 8. Only the server sets it, because it determines memory: see
    /// <see cref="GenerationRequest.BatchSize"/>. As many jobs of one model share the passes of its network
    /// (<see cref="DiffusionPipeline.SharesPasses"/>).
    /// </summary>
    public int? BatchSize { get; set; }

    /// <summary>Jobs that are drawn at once; 1: one after the other.</summary>
    internal int DrawnAtOnce => BatchSize ?? 8;

    /// <summary>Model for requests that name none; null is the default model.</summary>
    public string? Model { get; set; }

    /// <summary>
    /// In the OpenAI API, uses the default model for unknown model names (such as gpt-image-1, which clients have built
    /// in) instead of refusing them.
    /// </summary>
    public bool AliasUnknownModels { get; set; } = true;

    /// <summary>Maximum number of loaded models; the least recently used one is unloaded first.</summary>
    public int MostLoadedModels { get; set; } = 2;

    /// <summary>Whether prompts are written into logs and traces.</summary>
    public bool LogPrompts { get; set; }

    /// <summary>
    /// File with the API keys, see <see cref="ApiKeys"/>; null is <c>keys.json</c> in <see cref="Data"/>.
    /// </summary>
    public string? Keys { get; set; }

    /// <summary>
    /// Whether a class uses it. Everybody joins with a code and a name, has a gallery and a queue, and sees nothing of
    /// others but what they show to all. Without API keys it may listen beyond this machine.
    /// </summary>
    public bool IsClass { get; set; }

    /// <summary>The code that a class joins with; null for the one that was made at the first start.</summary>
    public string? ClassCode { get; set; }

    /// <summary>Additional host names of this server that are accepted in the Host header.</summary>
    public IList<string> AllowedHosts { get; } = [];

    /// <summary>
    /// Origins of other sites whose pages may use the APIs, such as <c>http://localhost:3000</c>; none by default.
    /// </summary>
    public IList<string> AllowedOrigins { get; } = [];

    /// <summary>Format of the log.</summary>
    public StudioLogs Logs { get; set; } = StudioLogs.Text;

    /// <summary>
    /// How long a running job may continue when the server is asked to end, before it is put back into the queue.
    /// </summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether the default model is loaded at start, before the first job.</summary>
    public bool LoadAtStart { get; set; } = true;

    /// <summary>Limits of requests.</summary>
    public StudioLimits Limits { get; } = new();

    /// <summary>
    /// Sets what suits a class: open to the local network, few jobs a pupil, small jobs, so that turns come quickly.
    /// </summary>
    /// <param name="code">The code to join with; null for the one that is kept.</param>
    public void UseClass(string? code = null)
    {
        (IsClass, ClassCode, Host) = (true, string.IsNullOrEmpty(code) ? null : code, "0.0.0.0");
        (Limits.Queue, Limits.QueueOfClient, Limits.Pictures) = (500, 5, 4);
    }
}

/// <summary>Format of the studio's log, which goes to standard error.</summary>
public enum StudioLogs
{
    /// <summary>One line per event, for people.</summary>
    Text,

    /// <summary>One JSON object per line, for programs.</summary>
    Json,

    /// <summary>No log.</summary>
    None,
}

/// <summary>Limits of requests; larger ones are refused in one sentence.</summary>
public sealed class StudioLimits
{
    /// <summary>Characters of a prompt.</summary>
    public int PromptLength { get; set; } = 2_000;

    /// <summary>Pictures of a job.</summary>
    public int Pictures { get; set; } = 16;

    /// <summary>Steps of a picture.</summary>
    public int Steps { get; set; } = 250;

    /// <summary>Maximum side of a picture in pixels.</summary>
    public int Side { get; set; } = 1_024;

    /// <summary>Bytes of a request's body.</summary>
    public long BodyBytes { get; set; } = 32 << 20;

    /// <summary>Bytes of a body without pictures.</summary>
    public long WordsBytes { get; set; } = 1 << 20;

    /// <summary>
    /// Number of connections; fewer if the system's limit of open files is lower (see <see cref="ConnectionLimit"/>).
    /// </summary>
    public int Connections { get; set; } = 2_000;

    /// <summary>Number of uploaded pictures decoded at the same time: each may take some hundred megabytes.</summary>
    public int Decoders { get; set; } = 2;

    /// <summary>Total bytes of pictures that may wait for decoding; more are refused until there is room.</summary>
    public long WaitingBytes { get; set; } = 256L << 20;

    /// <summary>How long a picture may wait for decoding.</summary>
    public TimeSpan DecodingPatience { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Total bytes of bodies being received, over all clients.</summary>
    public long ReceivingBytes { get; set; } = 1L << 30;

    /// <summary>How long a body of at most <see cref="BodyBytes"/> may take to arrive.</summary>
    public TimeSpan ReceivingTime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Steps times pixels of all pictures of a job, so that one client cannot block the queue for days.
    /// </summary>
    public long Work { get; set; } = 300_000_000;

    /// <summary>Pixels of an upload, checked before it is decoded.</summary>
    public long UploadPixels { get; set; } = 50_000_000;

    /// <summary>Total bytes of stored uploads.</summary>
    public long UploadsBytes { get; set; } = 2L << 30;

    /// <summary>Bytes of pixels of a job's kept steps; a job that would need more keeps none.</summary>
    public long StepBytes { get; set; } = 512L << 20;

    /// <summary>Number of waiting jobs of all clients.</summary>
    public int Queue { get; set; } = 200;

    /// <summary>Limits of trainings and their data.</summary>
    public Trainings.TrainingLimits Training { get; } = new();

    /// <summary>Number of waiting jobs per client.</summary>
    public int QueueOfClient { get; set; } = 100;
}
