using Hippogriff.Pipelines;
using Hippogriff.Studio.Access;

namespace Hippogriff.Studio.Configuration;

/// <summary>How the studio runs. The defaults suit one person on their own machine.</summary>
public sealed class StudioOptions
{
    /// <summary>Address to listen on; anything but loopback demands API keys.</summary>
    public string Host { get; set; } = "127.0.0.1";

    /// <summary>Port to listen on; 0 for any free one.</summary>
    public int Port { get; set; } = 5177;

    /// <summary>Folder for database, pictures, uploads, datasets and trainings.</summary>
    public string Data { get; set; } = "studio";

    /// <summary>
    /// Folder with one folder a dataset that trainings may use, beside the uploaded ones; null for those alone.
    /// </summary>
    public string? TrainRoot { get; set; }

    /// <summary>The device, see <see cref="Devices.DeviceChoice"/>.</summary>
    public string Device { get; set; } = "cpu";

    /// <summary>
    /// How many pictures of a job are drawn at once, 1 to 8; null for 8. The server decides it, as it decides its
    /// memory: see <see cref="GenerationRequest.BatchSize"/>.
    /// </summary>
    public int? BatchSize { get; set; }

    /// <summary>Model that draws where none is named; null is the default model.</summary>
    public string? Model { get; set; }

    /// <summary>
    /// Draws unknown model names (gpt-image-1 and the like, which clients have built in) with the default model instead
    /// of refusing them, in the OpenAI API.
    /// </summary>
    public bool AliasUnknownModels { get; set; } = true;

    /// <summary>Models that may be loaded at once; the one used longest ago leaves first.</summary>
    public int MostLoadedModels { get; set; } = 2;

    /// <summary>Prompts may be written into logs and traces.</summary>
    public bool LogPrompts { get; set; }

    /// <summary>
    /// File with the keys that requests must bring, see <see cref="ApiKeys"/>; null is <c>keys.json</c> in
    /// <see cref="Data"/>.
    /// </summary>
    public string? Keys { get; set; }

    /// <summary>
    /// Names, beside those of this machine, by which a browser may call this server: what stands in the Host header.
    /// </summary>
    public IList<string> AllowedHosts { get; } = [];

    /// <summary>Where logs go.</summary>
    public StudioLogs Logs { get; set; } = StudioLogs.Text;

    /// <summary>
    /// How long a running job may go on when the server is asked to end; then it is put back into the queue.
    /// </summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Loads the default model before the first job asks for it.</summary>
    public bool LoadAtStart { get; set; } = true;

    /// <summary>What a request may ask for.</summary>
    public StudioLimits Limits { get; } = new();

    /// <summary>Opens a model in a way of your own, for tests; null loads it by name.</summary>
    public Func<string?, CancellationToken, Task<DiffusionPipeline>>? Open { get; set; }
}

/// <summary>How the studio writes its log, always to standard error.</summary>
public enum StudioLogs
{
    /// <summary>A line an event, for people.</summary>
    Text,

    /// <summary>A JSON object a line, for programs.</summary>
    Json,

    /// <summary>No log.</summary>
    None,
}

/// <summary>What a request may ask for; more is refused in a sentence.</summary>
public sealed class StudioLimits
{
    /// <summary>Characters of a prompt.</summary>
    public int PromptLength { get; set; } = 2_000;

    /// <summary>Pictures of a job.</summary>
    public int Pictures { get; set; } = 16;

    /// <summary>Steps of a picture.</summary>
    public int Steps { get; set; } = 250;

    /// <summary>Pixels along a side of what is drawn.</summary>
    public int Side { get; set; } = 1_024;

    /// <summary>Bytes of a request's body.</summary>
    public long BodyBytes { get; set; } = 32 << 20;

    /// <summary>Bytes of a body that holds no picture.</summary>
    public long WordsBytes { get; set; } = 1 << 20;

    /// <summary>
    /// Connections at once; fewer where the system allows the process fewer open files (see
    /// <see cref="ConnectionLimit"/>).
    /// </summary>
    public int Connections { get; set; } = 2_000;

    /// <summary>Uploaded pictures that are decoded at once: each may take some hundred megabytes.</summary>
    public int Decoders { get; set; } = 2;

    /// <summary>
    /// Bytes of pictures that may wait for their decoding together; more are refused until there is room.
    /// </summary>
    public long WaitingBytes { get; set; } = 256L << 20;

    /// <summary>How long a picture waits for its decoding.</summary>
    public TimeSpan DecodingPatience { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Bytes of bodies that are being received together, of all clients.</summary>
    public long ReceivingBytes { get; set; } = 1L << 30;

    /// <summary>How long a body of at most <see cref="BodyBytes"/> may take to arrive.</summary>
    public TimeSpan ReceivingTime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Steps times pixels of all pictures of a job: one client does not hold the queue for days.</summary>
    public long Work { get; set; } = 300_000_000;

    /// <summary>Pixels of an upload, before it is decoded.</summary>
    public long UploadPixels { get; set; } = 50_000_000;

    /// <summary>Bytes of all stored uploads together.</summary>
    public long UploadsBytes { get; set; } = 2L << 30;

    /// <summary>Bytes of pixels that the kept steps of a job may take; a job that would take more keeps none.</summary>
    public long StepBytes { get; set; } = 512L << 20;

    /// <summary>Jobs that wait, of everybody.</summary>
    public int Queue { get; set; } = 200;

    /// <summary>What trainings and their data may take.</summary>
    public Trainings.TrainingLimits Training { get; } = new();

    /// <summary>Jobs that wait, of one client.</summary>
    public int QueueOfClient { get; set; } = 100;
}
