using System.Text.Json;
using System.Text.Json.Nodes;
using Hippogriff.Imaging;
using Hippogriff.Pipelines;
using Hippogriff.Weights;
using static TorchSharp.torch;

namespace Hippogriff.Golden.Tests.Checkpoints;

/// <summary>A recorded run of a whole folder: what was asked, and the noise that was drawn.</summary>
internal sealed class RecordedRun
{
    private readonly string _folder,
        _name;
    private readonly JsonElement _run;

    public RecordedRun(string folder, string name)
    {
        (_folder, _name) = (folder, name);
        // Python writes a number that JSON does not know
        using JsonDocument run = JsonDocument.Parse(
            File.ReadAllText(GoldenFolder.At("pipelines", folder, "runs", name + ".json"))
                .Replace("-Infinity", "null", StringComparison.Ordinal)
        );
        _run = run.RootElement.Clone();
        Tensors = GoldenTensors.Of("pipelines", folder, "runs", name + ".safetensors");
    }

    public GoldenTensors Tensors { get; }

    /// <summary>Whether it was drawn with nothing beside the folder, as a ControlNet is.</summary>
    public bool IsOfFolderAlone =>
        !_run.GetProperty("pipeline").GetString()!.Contains("ControlNet", StringComparison.Ordinal);

    /// <summary>Number of recorded steps.</summary>
    public int Steps => Enumerable.Range(0, int.MaxValue).TakeWhile(i => Tensors.Has($"latents.{i}")).Count();

    /// <summary>The folder with the run's scheduler in it, below a new folder.</summary>
    public ModelFolder ModelIn(string place)
    {
        string model = Path.Combine(place, _folder);
        Directory.CreateDirectory(Path.Combine(model, "scheduler"));
        foreach (string part in Directory.GetDirectories(GoldenFolder.At("pipelines", _folder)))
            if (Path.GetFileName(part) is not ("scheduler" or "runs"))
                Directory.CreateSymbolicLink(Path.Combine(model, Path.GetFileName(part)), part);
        File.Copy(
            GoldenFolder.At("pipelines", _folder, ModelFolder.IndexFile),
            Path.Combine(model, ModelFolder.IndexFile)
        );
        JsonElement scheduler = _run.GetProperty("scheduler");
        JsonObject config = JsonObject.Create(scheduler.GetProperty("config"))!;
        config["_class_name"] = scheduler.GetProperty("class").GetString();
        File.WriteAllText(Path.Combine(model, "scheduler", "scheduler_config.json"), config.ToJsonString());
        return ModelFolder.At(model);
    }

    /// <summary>Number of prompts; this library draws one after the other.</summary>
    public int Prompts => Argument("prompt") is { ValueKind: JsonValueKind.Array } list ? list.GetArrayLength() : 1;

    /// <summary>The rows of a tensor that belong to a prompt; all of them if there is one prompt.</summary>
    public Tensor Rows(string tensor, int prompt)
    {
        Tensor all = Tensors[tensor];
        long each = all.shape[0] / Prompts;
        return all.narrow(0, prompt * each, each);
    }

    /// <summary>What was asked, as this library is asked.</summary>
    public GenerationRequest RequestFor(ModelFacts model, int prompt)
    {
        double? guidance = Number("guidance_scale");
        bool isEmbedded = model.Defaults.EmbeddedGuidance is not null;
        return new GenerationRequest
        {
            Prompt = Text("prompt", prompt) ?? "",
            NegativePrompt = Text("negative_prompt", prompt) ?? "",
            Steps = (int?)Number("num_inference_steps"),
            Guidance = isEmbedded ? null : guidance,
            EmbeddedGuidance = isEmbedded ? guidance : null,
            GuidanceRescale = Number("guidance_rescale") ?? 0,
            ImageGuidance = Number("image_guidance_scale"),
            ClipSkip = 1 + (int?)Number("clip_skip"), // counted from 0 there
            Eta = Number("eta"),
            Width = (int?)Number("width"),
            Height = (int?)Number("height"),
            Count = (int?)Number("num_images_per_prompt") ?? 1,
            Strength = Number("strength") ?? 1,
            PromptWeighting = "diffusers",
            NoiseSource = "batch",
            Seed = 0,
            Source = Tensors.Has("in.image") ? Picture("in.image") : null,
            Mask = Tensors.Has("in.mask_image") ? Mask("in.mask_image") : null,
        };
    }

    /// <summary>The noise in the order in which it was drawn, one call each.</summary>
    public Func<Tensor> Noise(int prompt)
    {
        Queue<string> names = new(Tensors.Has("in.latents") ? ["in.latents"] : []);
        for (int i = 0; Tensors.Has($"noise.{i}"); i++)
            names.Enqueue($"noise.{i}");
        return () => Rows(names.Dequeue(), prompt);
    }

    public override string ToString() => $"{_folder}/{_name}";

    private RgbImage Picture(string tensor)
    {
        using Tensor pixels = Tensors[tensor]; // [H, W, 3]
        return new RgbImage((int)pixels.shape[1], (int)pixels.shape[0], [.. pixels.data<byte>()]);
    }

    private MaskImage Mask(string tensor)
    {
        using Tensor values = Tensors[tensor]; // [H, W]
        return new MaskImage((int)values.shape[1], (int)values.shape[0], [.. values.data<byte>()]);
    }

    private string? Text(string name, int prompt) =>
        Argument(name) is not { } text ? null
        : text.ValueKind == JsonValueKind.Array ? text[prompt].GetString()
        : text.GetString();

    private double? Number(string name) => Argument(name)?.GetDouble();

    private JsonElement? Argument(string name) =>
        _run.GetProperty("arguments").TryGetProperty(name, out JsonElement value) ? value : null;
}
