using Hippogriff.Devices;
using TorchSharp;

namespace Hippogriff.Pipelines;

/// <summary>
/// Estimates the memory of a generation before it begins, because the system kills a process that uses too much. On a
/// GPU, libtorch reports a lack of memory itself.
/// </summary>
public static class MemoryNeed
{
    /// <summary>
    /// Bytes per pixel of a batch. Measured with the shipped models: 16 pictures of 1024x1024 in batches of eight peak
    /// at about 1.8 GB, without the model.
    /// </summary>
    internal const double BytesPerPixel = 240;

    private const int BytesAFinishedPixel = 3,
        PicturesAStep = 2;

    /// <summary>Peak bytes of a generation, without the model's weights.</summary>
    /// <param name="settings">Settings of one picture.</param>
    /// <param name="count">Number of pictures.</param>
    /// <param name="batch">Batch size; null for the default.</param>
    /// <param name="keepSteps">Whether pictures of every step are kept.</param>
    /// <param name="bytesPerPixel">See <see cref="IPictureModel.BytesPerPixel"/>.</param>
    public static long Of(
        GenerationSettings settings,
        int count,
        int? batch = null,
        bool keepSteps = false,
        double bytesPerPixel = BytesPerPixel
    ) => Of((long)settings.Width * settings.Height, settings.Steps, count, batch, keepSteps, bytesPerPixel);

    /// <summary>The same of a size and a number of steps.</summary>
    /// <param name="pixels">Pixels of one picture.</param>
    /// <param name="steps">Sampling steps.</param>
    /// <param name="count">Number of pictures.</param>
    /// <param name="batch">Batch size; null for the default.</param>
    /// <param name="keepSteps">Whether pictures of every step are kept.</param>
    /// <param name="bytesPerPixel">See <see cref="IPictureModel.BytesPerPixel"/>.</param>
    public static long Of(
        long pixels,
        int steps,
        int count,
        int? batch = null,
        bool keepSteps = false,
        double bytesPerPixel = BytesPerPixel
    )
    {
        double finished = BytesAFinishedPixel * (1 + (keepSteps ? PicturesAStep * (steps + 1.0) : 0));
        int atOnce = Math.Min(count, batch ?? RequestCheck.LargestBatch);
        return (long)(pixels * (atOnce * bytesPerPixel + count * finished));
    }

    /// <summary>Refuses a generation without enough free memory. Devices other than the CPU are not checked.</summary>
    /// <param name="model">The model.</param>
    /// <param name="settings">Size and steps.</param>
    /// <param name="count">Number of pictures.</param>
    /// <param name="batch">How many are drawn at once; null for the usual.</param>
    /// <param name="keepSteps">Whether every step is kept as pictures.</param>
    /// <param name="memory">Source of free memory; null for the system's.</param>
    /// <exception cref="HippogriffException">There is not enough memory; the message has the required and the free
    /// amount (<see cref="FaultKind.Resource"/>).</exception>
    public static void Require(
        IPictureModel model,
        GenerationSettings settings,
        int count,
        int? batch = null,
        bool keepSteps = false,
        FreeMemory? memory = null
    )
    {
        if (model.Device.type == DeviceType.CPU)
            RequireFree(
                Of(settings, count, batch ?? model.Facts.UsualBatch, keepSteps, model.BytesPerPixel),
                (memory ?? FreeMemory.OfSystem).Bytes
            );
    }

    /// <summary>
    /// Refuses a request that does not fit even if what only reads prompts is freed, and tells whether it has to be.
    /// Devices other than the CPU are not checked.
    /// </summary>
    /// <inheritdoc cref="Require" path="/exception"/>
    internal static bool IsShort(IPictureModel model, PreparedRequest prepared, int atOnce, FreeMemory memory)
    {
        if (model.Device.type != DeviceType.CPU)
            return false;
        GenerationRequest request = prepared.Request;
        long needed = Of(prepared.Settings, request.Count, atOnce, request.KeepSteps, model.BytesPerPixel),
            free = memory.Bytes;
        TextMemory texts = TextMemory.Of(model, request.Loras);
        RequireFree(needed, free + texts.Spare);
        return texts.Bytes > 0 && needed > free - texts.Owed;
    }

    /// <summary>
    /// Refuses to load a model that does not fit into the free memory, and says what it needs. The headers of all parts
    /// are read, so a damaged one is refused before anything is loaded.
    /// </summary>
    /// <param name="definition">The model.</param>
    /// <param name="type">Type of the weights in memory; null for float32.</param>
    /// <param name="memory">Source of free memory; null for the system's.</param>
    /// <exception cref="HippogriffException">See <see cref="Require"/>, or a file is missing or damaged.</exception>
    internal static void RequireForLoading(
        Checkpoints.ModelDefinition definition,
        torch.ScalarType? type,
        FreeMemory? memory = null
    )
    {
        long needed = definition.Bytes(type),
            free = (memory ?? FreeMemory.OfSystem).Bytes;
        if (needed > free)
            throw new HippogriffException(
                $"There is not enough memory to load {definition.Name}: its weights take {Megabytes(needed)}, and "
                    + $"{Megabytes(free)} are free; half of it is enough with --type bfloat16.",
                FaultKind.Resource
            );
    }

    /// <summary>Refuses a need above the free memory.</summary>
    /// <param name="needed">Bytes.</param>
    /// <param name="free">Bytes.</param>
    /// <exception cref="HippogriffException">See <see cref="Require"/>.</exception>
    public static void RequireFree(long needed, long free)
    {
        if (needed > free)
            throw new HippogriffException(Sentence(needed, $"{Megabytes(free)} are free"), FaultKind.Resource);
    }

    /// <summary>The message.</summary>
    /// <param name="needed">Bytes.</param>
    /// <param name="have">The available memory, as a clause.</param>
    public static string Sentence(long needed, string have) =>
        $"There is not enough memory to draw this: it takes about {Megabytes(needed)}, and {have}; fewer or smaller "
        + "pictures, or fewer at once, need less.";

    /// <summary>Formats bytes.</summary>
    public static string Megabytes(long bytes) => FormattableString.Invariant($"{bytes / 1e6:#,0} MB");
}
