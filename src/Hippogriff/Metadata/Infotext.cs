using System.Globalization;
using Hippogriff.Denoising;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Pipelines;

namespace Hippogriff.Metadata;

/// <summary>
/// The settings text that common programs write and read. It has the prompt, a line "Negative prompt: ..." and a last
/// line "Steps: 20, Sampler: Euler, ...". The format is ambiguous, because a prompt may look like its last line. If it
/// cannot be parsed back exactly, a last entry repeats the settings as JSON.
/// </summary>
/// <param name="Prompt">The prompt.</param>
/// <param name="NegativePrompt">The negative prompt.</param>
/// <param name="Fields">The entries of the last line as written, by name, ignoring case.</param>
public sealed record Infotext(string Prompt, string NegativePrompt, IReadOnlyDictionary<string, string> Fields)
{
    /// <summary>Begins the line of the negative prompt.</summary>
    internal const string NegativeMark = "Negative prompt:";

    /// <summary>Version of this program as written into infotexts.</summary>
    public static string ProgramVersion => XmpPacket.ProgramVersion;

    /// <summary>Number of steps.</summary>
    public int? Steps => Whole(GenerationFields.Steps.InfotextName);

    /// <summary>Name of the sampler, by this library's name where it has one.</summary>
    public string? Sampler =>
        Field(GenerationFields.Sampler.InfotextName) is { } text ? DisplayNames.SamplerFromDisplay(text).Sampler : null;

    /// <summary>
    /// Name of the schedule; this library's own name if it has one. Null if the text does not name it.
    /// </summary>
    public string? Schedule =>
        Field(GenerationFields.Schedule.InfotextName) is { } text
        && !string.Equals(text, "Automatic", StringComparison.OrdinalIgnoreCase)
            ? DisplayNames.ScheduleFromDisplay(text)
        : Field(GenerationFields.Sampler.InfotextName) is { } sampler
            ? DisplayNames.SamplerFromDisplay(sampler).Schedule
        : null;

    /// <summary>Guidance scale.</summary>
    public double? Guidance => Number(GenerationFields.Guidance.InfotextName);

    /// <summary>
    /// Seed; null if there is none from which a picture can be drawn again, see <see cref="StrangeSeed"/>.
    /// </summary>
    public long? Seed =>
        Field(GenerationFields.Seed.InfotextName) is { } text && WholeSeed(text) is { } seed ? seed : null;

    /// <summary>
    /// The seed as written, if this program does not accept it; otherwise null. Such seeds are above 2^63 - 1 or
    /// negative, which other programs write for "random".
    /// </summary>
    public string? StrangeSeed =>
        Seed is null && Exact() is not { Seed: >= 0 } ? Field(GenerationFields.Seed.InfotextName) : null;

    /// <summary>Width in pixels.</summary>
    public int? Width => Size?.Width;

    /// <summary>Height in pixels.</summary>
    public int? Height => Size?.Height;

    /// <summary>
    /// Denoising strength for a source picture; null if there was none. Other programs write a strength of 0 for
    /// txt2img. They also write one next to "Hires steps" and the like, for a picture that was drawn from words and
    /// then enlarged.
    /// </summary>
    public double? Strength =>
        Number(SourceFields.Strength.InfotextName) is { } strength
        && strength != 0
        && !Fields.Keys.Any(key => key.StartsWith("Hires ", StringComparison.OrdinalIgnoreCase))
            ? strength
            : null;

    /// <summary>How far the edge of a mask was softened, in pixels; null if there was no mask.</summary>
    public int? MaskBlur => Whole(SourceFields.MaskBlur.InfotextName);

    /// <summary>Share of fresh noise of the sampler; null if nothing is said.</summary>
    public double? Eta => Number(GenerationFields.Eta.InfotextName);

    /// <summary>The source of noise; null if nothing is said.</summary>
    public string? NoiseSource => NoiseSources.TryNameOf(Field(GenerationFields.NoiseSource.InfotextName));

    /// <summary>Guidance that was an input of the network; null if nothing is said.</summary>
    public double? EmbeddedGuidance => Number(GenerationFields.EmbeddedGuidance.InfotextName);

    /// <summary>Guidance by the picture that was changed; null if nothing is said.</summary>
    public double? ImageGuidance => Number(PublicFields.ImageGuidance.InfotextName);

    /// <summary>Which layer of a CLIP text encoder was read, counted from its end; null if nothing is said.</summary>
    public int? ClipSkip => Whole(PublicFields.ClipSkip.InfotextName);

    /// <summary>How the prompts were read; null if nothing is said.</summary>
    public string? PromptWeighting =>
        PromptWeightings.Names.FirstOrDefault(name =>
            name.Equals(Field(PublicFields.PromptWeighting.InfotextName), StringComparison.OrdinalIgnoreCase)
        );

    /// <summary>Name of the VAE; null for the model's own.</summary>
    public string? Vae => Field("VAE");

    /// <summary>The program that wrote settings in its own format ("ComfyUI"); null for infotexts.</summary>
    public string? Program { get; init; }

    /// <summary>Whether this program wrote the text.</summary>
    public bool IsOurs =>
        Exact() is not null || Field("Version")?.StartsWith("hippogriff", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>Name of the model.</summary>
    public string? Model => Field("Model");

    /// <summary>Hash of the model.</summary>
    public string? ModelHash => Field("Model hash");

    /// <summary>LoRAs that another program's entries name; empty for our own, whose settings have them.</summary>
    public IReadOnlyList<NamedLora> NamedLoras => IsOurs ? [] : NamedLora.Of(Fields);

    /// <summary>The complete settings, from this or another program; null if something is missing.</summary>
    public GenerationSettings? Settings
    {
        get
        {
            if (Exact() is { } exact)
                return exact;
            if (
                Seed is not { } seed
                || Steps is not { } steps
                || Sampler is not { } sampler
                || Schedule is not { } schedule
                || Guidance is not { } guidance
                || Size is not { } size
                || Model is not { } model
                || ModelHash is not { } hash
            )
                return null;
            return new()
            {
                Prompt = Prompt,
                NegativePrompt = NegativePrompt,
                Seed = seed,
                Steps = steps,
                Sampler = sampler,
                Schedule = schedule,
                Guidance = guidance,
                Width = size.Width,
                Height = size.Height,
                Strength = Strength,
                Model = model,
                ModelHash = hash,
                MaskBlur = MaskBlur,
                EmbeddedGuidance = EmbeddedGuidance,
                ImageGuidance = ImageGuidance,
                ClipSkip = ClipSkip,
                PromptWeighting = PromptWeighting,
                Vae = Vae,
                Eta = Eta,
                NoiseSource = NoiseSource,
                DrawnAs = Field("Drawn as"),
                LeftOut = Field("Left out"),
                NotRead = Field("Not read"),
            };
        }
    }

    /// <summary>
    /// Options that draw the picture again, as far as the text says how; whether they are in range is not asked. A
    /// source picture, its mask, LoRAs and the model are not part of them.
    /// </summary>
    public GenerationOptions ToOptions() =>
        Exact()?.ToOptions() is { } exact
            ? exact with
            {
                Seed = exact.Seed >= 0 ? exact.Seed : Seed,
                Loras = null,
            }
            : new()
            {
                Prompt = Prompt,
                NegativePrompt = NegativePrompt,
                Seed = Seed,
                Steps = Steps,
                Sampler = Sampler,
                Schedule = Schedule,
                Guidance = Guidance,
                GuidanceInterval = GuidanceInterval.Whole,
                EmbeddedGuidance = EmbeddedGuidance,
                ImageGuidance = ImageGuidance,
                ClipSkip = ClipSkip,
                PromptWeighting = PromptWeighting,
                Eta = Eta,
                NoiseSource = NoiseSource,
                Width = Width,
                Height = Height,
                Strength = Strength ?? new GenerationOptions().Strength,
                MaskBlur = MaskBlur ?? 0,
            };

    /// <summary>
    /// Writes settings as an infotext. <see cref="Parse"/> restores them exactly for any prompts and names, if its
    /// entries have at most 65,536 characters.
    /// </summary>
    public static string Write(GenerationSettings settings) => InfotextWriter.Write(settings);

    /// <summary>The same without the last entry, which makes it exact.</summary>
    public static string WritePlain(GenerationSettings settings) => InfotextWriter.WritePlain(settings);

    /// <summary>
    /// Reads an infotext of any program, or settings that some programs write as JSON instead. Missing values stay
    /// null.
    /// </summary>
    public static Infotext Parse(string text) => InfotextParser.Parse(text);

    private GenerationSettings? Exact() => ExactSettings.Of(Fields);

    private string? Field(string? name) =>
        Fields.TryGetValue(name!, out string? value) && value.Length > 0 ? value : null;

    private double? Number(string? name) =>
        Field(name) is { } text
        && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
        && double.IsFinite(number)
            ? number
            : null;

    /// <summary>
    /// A seed from 0 to 2^63 - 1, written as a whole number, possibly with zeros after a decimal point.
    /// </summary>
    private static long? WholeSeed(string text)
    {
        int point = text.IndexOf('.', StringComparison.Ordinal);
        if (point > 0 && !text.AsSpan(point + 1).ContainsAnyExcept('0'))
            text = text[..point];
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long seed) ? seed : null;
    }

    private (int Width, int Height)? Size
    {
        get
        {
            if (
                Field(GenerationFields.Width.InfotextName)?.Split('x') is not [var wide, var high]
                || Side(wide) is not { } width
                || Side(high) is not { } height
            )
                return null;
            return (width, height);

            static int? Side(string text) =>
                text.Length <= 9
                && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int side)
                && side > 0
                    ? side
                    : null;
        }
    }

    private int? Whole(string? name) =>
        Number(name) is { } number && number == Math.Floor(number) && number is >= 0 and <= int.MaxValue
            ? (int)number
            : null;
}
