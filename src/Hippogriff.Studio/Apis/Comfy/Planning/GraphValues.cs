using Hippogriff.Pipelines;

namespace Hippogriff.Studio.Apis.Comfy.Planning;

/// <summary>What an output of a node stands for. Nothing is drawn for it: it says what is to be drawn.</summary>
internal abstract record GraphValue;

/// <summary>A model with LoRAs.</summary>
/// <param name="Name">Name of the model; empty for the default.</param>
/// <param name="Loras">Its LoRAs, in order.</param>
internal sealed record ModelValue(string Name, IReadOnlyList<LoraChoice> Loras) : GraphValue;

/// <summary>The text encoder of a model.</summary>
/// <param name="Model">The model, with the LoRAs that lie before the encoder.</param>
/// <param name="Skip">Layer from the end; null for the last.</param>
internal sealed record EncoderValue(ModelValue Model, int? Skip) : GraphValue;

/// <summary>A VAE.</summary>
/// <param name="Name">Its name; null for the model's own.</param>
internal sealed record VaeValue(string? Name) : GraphValue;

/// <summary>A prompt.</summary>
/// <param name="Text">The words.</param>
/// <param name="Encoder">What reads them; null for no words.</param>
/// <param name="Guidance">Guidance that is an input of the network; null for the model's.</param>
internal sealed record WordsValue(string Text, EncoderValue? Encoder, double? Guidance) : GraphValue;

/// <summary>A picture that is there before anything is drawn, or a mask of one.</summary>
/// <param name="Pictures">The pictures.</param>
internal sealed record PicturesValue(IReadOnlyList<ReadyPicture> Pictures) : GraphValue;

/// <summary>Which part of a picture is painted anew.</summary>
/// <param name="Mask">The mask; null for none of it.</param>
internal sealed record MaskValue(ReadyMask? Mask) : GraphValue;

/// <summary>The pictures of a drawing, decoded.</summary>
/// <param name="Drawing">The drawing.</param>
internal sealed record DrawnValue(PlannedDrawing Drawing) : GraphValue;

/// <summary>Where a drawing begins.</summary>
internal abstract record BeginValue : GraphValue
{
    /// <summary>Number of pictures.</summary>
    public abstract int Count { get; }
}

/// <summary>It begins with noise alone.</summary>
internal sealed record NoiseValue(int Width, int Height, int Times) : BeginValue
{
    /// <inheritdoc/>
    public override int Count => Times;
}

/// <summary>It begins with pictures.</summary>
/// <param name="Pictures">The pictures, one or several.</param>
/// <param name="Mask">The part to paint anew; null for all of it.</param>
/// <param name="Times">How often each is drawn on.</param>
internal sealed record SourceValue(IReadOnlyList<ReadyPicture> Pictures, ReadyMask? Mask, int Times) : BeginValue
{
    /// <inheritdoc/>
    public override int Count => (int)Math.Min(int.MaxValue, (long)Pictures.Count * Times);

    /// <summary>The drawings that it comes from.</summary>
    public IReadOnlyList<PlannedDrawing> After =>
        [.. Pictures.SelectMany(picture => picture.After).Concat(Mask?.After ?? []).Distinct()];
}

/// <summary>The first steps of a drawing that another node goes on with.</summary>
/// <param name="Steps">The steps so far.</param>
internal sealed record BegunValue(StepRange Steps) : BeginValue
{
    /// <inheritdoc/>
    public override int Count => Steps.Begin.Count;
}

/// <summary>What a drawing came to.</summary>
/// <param name="Drawing">The drawing.</param>
internal sealed record LatentValue(PlannedDrawing Drawing) : GraphValue;

/// <summary>A model, its prompts and how strongly it is guided.</summary>
internal sealed record GuiderValue(ModelValue Model, WordsValue Positive, WordsValue Negative, double Guidance)
    : GraphValue;

/// <summary>A sampler.</summary>
internal sealed record SamplerValue(string Name) : GraphValue;

/// <summary>A seed.</summary>
internal sealed record SeedValue(ulong Seed) : GraphValue;

/// <summary>Noise levels: the steps <paramref name="From"/> to <paramref name="To"/> of a schedule.</summary>
/// <param name="Schedule">The schedule.</param>
/// <param name="All">Steps of the whole schedule.</param>
/// <param name="From">First step.</param>
/// <param name="To">Behind the last step.</param>
/// <param name="Denoise">The share that was asked for; null if a part was cut off by number.</param>
internal sealed record LevelsValue(string Schedule, int All, int From, int To, double? Denoise) : GraphValue;

/// <summary>Steps of a run, and all that it is drawn with.</summary>
/// <param name="Guider">Model and prompts.</param>
/// <param name="Sampler">The sampler.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Levels">The steps.</param>
/// <param name="Begin">Where it begins.</param>
internal sealed record StepRange(GuiderValue Guider, string Sampler, ulong Seed, LevelsValue Levels, BeginValue Begin);

/// <summary>What an output node does with its pictures.</summary>
internal enum OutputKind
{
    /// <summary>Gives them a name of type output.</summary>
    Save,

    /// <summary>Gives them a name of type temp.</summary>
    Preview,

    /// <summary>Sends them over the websocket.</summary>
    Socket,

    /// <summary>Gives them an address that the Krita plug-in reads.</summary>
    Address,
}

/// <summary>An output node.</summary>
/// <param name="Node">Its id.</param>
/// <param name="Kind">What it does.</param>
/// <param name="Prefix">Beginning of the names, perhaps with folders.</param>
/// <param name="Drawing">The drawing whose pictures it shows; null for pictures that are there already.</param>
/// <param name="Pictures">Pictures that are there already.</param>
internal sealed record PlannedOutput(
    string Node,
    OutputKind Kind,
    string Prefix,
    PlannedDrawing? Drawing,
    IReadOnlyList<ReadyPicture> Pictures
);

/// <summary>What a graph asks for.</summary>
/// <param name="Outputs">Its output nodes.</param>
/// <param name="Drawings">The drawings, each behind those that it comes from.</param>
internal sealed record GraphPlan(IReadOnlyList<PlannedOutput> Outputs, IReadOnlyList<PlannedDrawing> Drawings);
