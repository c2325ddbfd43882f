using System.Runtime.InteropServices;
using System.Text;
using Hippogriff.Campaigns.Fuzzing;
using Hippogriff.Campaigns.Mutators;
using Hippogriff.Denoising;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Metadata;
using Hippogriff.Models.Text;
using Hippogriff.Pipelines;
using Hippogriff.Story;
using Hippogriff.Story.Game;
using Hippogriff.Story.Training;
using Hippogriff.Studio.Apis.Sd;

namespace Hippogriff.Campaigns.Readers;

/// <summary>Texts: prompts, plots, infotexts, lists of words, numbers that people type.</summary>
internal static class TextReaders
{
    private static readonly IReadOnlyList<byte[]> s_prompts = Bytes(
        "a red square",
        "a blue cat to the left of a red apple",
        "three penguins on a beach at night, pixel art",
        "a caf\u00e9 in Z\u00fcrich, don\u2019t",
        ""
    );
    private static readonly IReadOnlyList<byte[]> s_plots = Bytes(
        "A clown fish gets separated from his father, and finds him again.",
        "In France, a young girl's dog saves the day.",
        "5=father 7=find"
    );

    private const int LongestName = 255; // what file systems allow
    private static readonly IReadOnlyList<byte[]> s_names = Bytes(
        "small",
        "my dog v1.5",
        "pug, old",
        "a: b",
        "<lora:pug:1>",
        "\"quoted\"",
        " ",
        "C:\\models\\x"
    );

    /// <summary>Infotexts of this and of other programs.</summary>
    public static IReadOnlyList<byte[]> Infotexts { get; } =
        Bytes(
            "a red square\nNegative prompt: blue\nSteps: 20, Sampler: Euler a, Schedule type: Karras, CFG "
                + "scale: 7, Seed: 42, Size: 64x64, Model hash: 0123456789, Model: small, Version: v1.9",
            "a, b: c\nSteps: 3, Sampler: DPM++ 2M Karras, CFG scale: 2.5, Seed: 9223372036854775807, Size: "
                + "16x16, Model hash: 0123456789, Model: \"a, b\", Denoising strength: 0.6, Mask blur: 4",
            "x\nSteps: 1, Sampler: Euler, Seed: 1, Loras: \"<lora:pug:0.8>\", Lora hashes: \"pug: 0123456789\"",
            "p\nSteps: 3, Sampler: Euler, Hippogriff: "
                + "\"{\\\"Prompt\\\":\\\"p\\\",\\\"NegativePrompt\\\":\\\"\\\",\\\"Seed\\\":1,\\\"Steps\\\":3,\\\"Sampler\\\":\\\"euler\\\",\\\"Schedule\\\":\\\"uniform\\\",\\\"Guidance\\\":2,\\\"Width\\\":16,\\\"Height\\\":16,\\\"Strength\\\":null,\\\"Model\\\":\\\"small\\\",\\\"ModelHash\\\":\\\"0123456789\\\"}\"",
            "{\"prompt\":\"a cat\",\"steps\":30,\"seed\":5}",
            ""
        );

    /// <summary>Settings as other programs write them into pictures.</summary>
    public static IReadOnlyList<byte[]> Foreign { get; } =
        Bytes(
            """{"3":{"class_type":"KSampler","inputs":{"seed":5,"steps":20,"cfg":7.0,"sampler_name":"euler","scheduler":"karras","denoise":1.0,"model":["4",0],"positive":["6",0],"negative":["7",0],"latent_image":["5",0]}},"4":{"class_type":"CheckpointLoaderSimple","inputs":{"ckpt_name":"m.safetensors"}},"5":{"class_type":"EmptyLatentImage","inputs":{"width":64,"height":64,"batch_size":1}},"6":{"class_type":"CLIPTextEncode","inputs":{"text":"a red square","clip":["4",1]}},"7":{"class_type":"CLIPTextEncode","inputs":{"text":["6",0],"clip":["4",1]}}}""",
            """{"positive_prompt":"a red square","negative_prompt":"","width":64,"height":64,"seed":5,"steps":20,"cfg_scale":7.5,"scheduler":"euler_a","model":{"name":"m","hash":"x"}}""",
            """{"prompt":"a red square","steps":28,"height":64,"width":64,"scale":5.0,"uc":"","cfg_rescale":0.0,"seed":5,"n_samples":1,"sampler":"k_euler_ancestral"}""",
            """{"sui_image_params":{"prompt":"a red square","model":"m","seed":5,"steps":20,"cfgscale":7.0,"aspectratio":"1:1","width":64,"height":64}}""",
            """{"adm_guidance":"(1.5, 0.8, 0.3)","base_model":"m","full_prompt":["a red square"],"guidance_scale":4.0,"seed":"5","steps":30,"sampler":"dpmpp_2m_sde_gpu","scheduler":"karras","resolution":"(64, 64)"}"""
        );

    public static IReadOnlyList<Reader> All { get; } =
    [
        new(
            "words",
            "texts cut into words, as prompts and captions are; halves of surrogate pairs among them",
            1_000,
            bench =>
                OfCharacters(
                    s_prompts,
                    text =>
                    {
                        foreach (string word in Vocabulary.Split(text))
                            if (word.Length == 0)
                                throw new BrokenRule("an empty word", text);
                        _ = WordList.Key(text);
                    }
                )
        ),
        new(
            "vocabulary",
            "vocabularies, and prompts turned into their numbers",
            60,
            bench =>
            {
                byte[][] lists = Bytes(string.Join('\n', SmallModel.Words) + "\n");
                return new Reading(
                    dice => TextChanges.Of(lists, dice),
                    bytes =>
                    {
                        string text = Encoding.UTF8.GetString(bytes);
                        Vocabulary vocabulary = new(text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n'));
                        _ = vocabulary.Read(text, 5);
                        vocabulary.Encode([text], 5).Dispose();
                    }
                );
            }
        )
        {
            Native = true,
        },
        new("plots", "plots that people type", 300, bench => OfCharacters(s_plots, text => _ = PlotInput.Read(text))),
        new(
            "player-lines",
            "what a player of the story game answers",
            100,
            bench => OfCharacters(s_plots, text => _ = PlayerLine.Read(text, ["a", "b", "c", "d", "e", "f", "g"]))
        ),
        new(
            "infotext",
            "what other programs write about a picture",
            60,
            bench =>
                OfCharacters(
                    Infotexts,
                    text =>
                    {
                        Infotext read = Infotext.Parse(text);
                        _ = read.Settings;
                        _ = read.ToOptions();
                    }
                )
        ),
        new(
            "foreign-settings",
            "settings in the forms of ComfyUI, InvokeAI, NovelAI, Fooocus and SwarmUI",
            200,
            bench =>
            {
                JsonChanges documents = new(Foreign);
                string[] keys =
                [
                    "prompt",
                    "workflow",
                    "invokeai_metadata",
                    "sd-metadata",
                    "Comment",
                    "Description",
                    "parameters",
                ];
                return new Reading(
                    documents.Next,
                    bytes =>
                    {
                        string text = Encoding.UTF8.GetString(bytes);
                        foreach (string key in keys)
                            _ = ForeignSettings
                                .Find(new Dictionary<string, string> { [key] = text, ["Software"] = "NovelAI" })
                                ?.ToOptions();
                        _ = Infotext.Parse(text).ToOptions();
                    }
                );
            }
        ),
        new(
            "infotext-back",
            "settings written as infotext and read back: the same",
            20,
            bench => new Reading(
                dice => BitConverter.GetBytes(dice.Bits()),
                bytes =>
                {
                    GenerationSettings settings = Settings(Dice.For((long)BitConverter.ToUInt64(bytes), "settings", 0));
                    string text = Infotext.Write(settings);
                    if (Infotext.Parse(text).Settings != settings)
                        throw new BrokenRule("not the same settings", text);
                }
            )
        ),
        new(
            "film-plots",
            "files of plots to learn from, one JSON object a line",
            20,
            bench =>
            {
                byte[] good =
                    "{\"text\":\"A clown fish gets separated from his father.\",\"genres\":[\"drama\"],\"title\":\"x\"}"u8.ToArray();
                JsonChanges line = new([good]);
                return new Reading(
                    dice => TextChanges.OfJsonLines(line, [.. good, (byte)'\n'], dice),
                    bytes => _ = FilmPlots.Read(bench.Put("plots.jsonl", bytes))
                );
            }
        ),
        new(
            "numbers",
            "sizes, intervals, LoRA tags and format names that people type",
            800,
            bench =>
                OfCharacters(
                    Bytes("64x64", "0.1-0.8", "a <lora:pug:0.8> dog", ".jpeg", "image/png"),
                    text =>
                    {
                        _ = PictureSize.Read(text);
                        _ = GuidanceInterval.Read(text);
                        _ = ImageFormats.TryParse(text);
                        _ = SdLoraTags.Read(text);
                    }
                )
        ),
        new(
            "base64",
            "pictures in base64 and data URIs",
            1_500,
            bench =>
            {
                byte[][] good = Bytes(
                    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
                    "iVBORw0KGgo=",
                    "YWJj\r\nZGVm"
                );
                return new Reading(
                    dice => TextChanges.Of(good, dice),
                    bytes => _ = Base64Picture.Bytes(Encoding.UTF8.GetString(bytes))
                );
            }
        ),
    ];

    /// <summary>A reader of strings: characters go as UTF-16, so that an input can hold halves of pairs.</summary>
    private static Reading OfCharacters(IReadOnlyList<byte[]> seeds, Action<string> read) =>
        new(
            dice => Raw(TextChanges.Characters(seeds, dice)),
            bytes => read(new string(MemoryMarshal.Cast<byte, char>(bytes.AsSpan(0, bytes.Length & ~1))))
        );

    private static byte[] Raw(string text) => MemoryMarshal.AsBytes(text.AsSpan()).ToArray();

    /// <summary>Settings of any picture, with any words and names.</summary>
    public static GenerationSettings Settings(Dice dice) =>
        new()
        {
            Prompt = Whole(TextChanges.Characters(Infotexts, dice)),
            NegativePrompt = dice.OneIn(2) ? "" : Whole(TextChanges.Characters(Infotexts, dice)),
            Seed = (long)(dice.Bits() >> 1),
            Steps = 1 + dice.Below(1_000),
            Sampler = dice.Pick(SamplerRegistry.Default.Names),
            Schedule = dice.Pick(ScheduleRegistry.Default.Names),
            Guidance = dice.Below(500) / 10.0,
            Width = 8 * (1 + dice.Below(200)),
            Height = 8 * (1 + dice.Below(200)),
            Strength = dice.OneIn(2) ? null : (1 + dice.Below(100)) / 100.0,
            Model = Name(dice, "small"),
            ModelHash = "0123456789",

            GuidanceRescale = dice.OneIn(2) ? 0 : dice.Below(100) / 100.0,
            MaskBlur = dice.OneIn(2) ? null : dice.Below(64),
            Loras = dice.OneIn(2)
                ? null
                : new LoraUses([
                    .. Enumerable
                        .Range(0, 1 + dice.Below(3))
                        .Select(i => new LoraUse(Name(dice, $"pug{i}"), (dice.Below(400) - 200) / 100.0, "0123456789")),
                ]),
        };

    /// <summary>A name of a model or a LoRA: a usual one, or anything that a file may be called.</summary>
    private static string Name(Dice dice, string usual) =>
        dice.OneIn(2) ? usual
        : Whole(TextChanges.Characters(s_names, dice), LongestName) is { Length: > 0 } name ? name
        : usual;

    /// <summary>The text as UTF-8 can hold it, as long as a prompt may be.</summary>
    private static string Whole(string text, int most = RequestCheck.LongestPrompt) =>
        Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.Length > most ? text[..most] : text));

    private static byte[][] Bytes(params string[] texts) => [.. texts.Select(Encoding.UTF8.GetBytes)];
}
