using System.Text.Json;
using Hippogriff.Devices;
using Hippogriff.Metadata;
using Hippogriff.Studio.Access;
using Hippogriff.Studio.Apis.Comfy.Files;
using Hippogriff.Studio.Apis.Comfy.Graphs;
using Hippogriff.Studio.Configuration;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Refusals;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Hippogriff.Studio.Apis.Comfy;

/// <summary>What clients ask about the server: its nodes, models, memory and features.</summary>
internal sealed class ComfyLists(IModelCatalogue models, LoraCatalogue loras, ComfyFiles files, ComfyInputs inputs)
{
    /// <summary>The version of ComfyUI whose API this is.</summary>
    private const string ApiVersion = "0.3.64";

    private const string Checkpoints = "checkpoints",
        Loras = "loras",
        Vaes = "vae";

    /// <summary>GET /models: kinds of files. Those beside the first three are empty here.</summary>
    public static IReadOnlyList<string> Folders { get; } =
    [
        Checkpoints,
        Loras,
        Vaes,
        "configs",
        "text_encoders",
        "diffusion_models",
        "clip_vision",
        "style_models",
        "embeddings",
        "diffusers",
        "vae_approx",
        "controlnet",
        "gligen",
        "upscale_models",
        "hypernetworks",
    ];

    /// <summary>GET /features.</summary>
    public static Dictionary<string, object> FeaturesOf(StudioOptions options) =>
        new() { ["supports_preview_metadata"] = true, ["max_upload_size"] = options.Limits.BodyBytes };

    /// <summary>What a client can name in a graph.</summary>
    public async Task<NodeLists> ReadAsync(string client, CancellationToken cancellationToken)
    {
        IReadOnlyList<CatalogueModel> all = await models.ListAsync(cancellationToken).ConfigureAwait(false);
        NameList names = NameList.OfFiles([.. all.Select(model => model.Facts.Name)]);
        return new NodeLists(
            names with
            {
                Meant = name => name.Length == 0 ? "" : names.Meant(name),
            },
            NameList.OfFiles([.. loras.List().Where(lora => lora.Card is not null).Select(lora => lora.Name)]),
            NameList.OfFiles([NodeLists.OwnVae, .. all.Select(model => model.Facts.Vae).OfType<string>().Distinct()]),
            new NameList(inputs.List(client), name => files.Of(client).Find(name) is null ? null : name)
        );
    }

    /// <summary>GET /object_info.</summary>
    public async Task<IResult> ClassesAsync(HttpContext context) =>
        ComfyJson.Json(ObjectInfo.All(await ReadAsync(context).ConfigureAwait(false)));

    /// <summary>GET /object_info/CLASS.</summary>
    public async Task<IResult> ClassAsync(HttpContext context, string name) =>
        ComfyJson.Json(ObjectInfo.One(name, await ReadAsync(context).ConfigureAwait(false)));

    /// <summary>GET /models/FOLDER.</summary>
    public async Task<IResult> FolderAsync(HttpContext context, string folder)
    {
        if (!Folders.Contains(folder))
            throw new RefusedException(
                StatusCodes.Status404NotFound,
                $"There is no such kind of models; there is {string.Join(", ", Folders)}.",
                "folder"
            );
        NodeLists lists = await ReadAsync(context).ConfigureAwait(false);
        return ComfyJson.Json(
            folder switch
            {
                Checkpoints => lists.Models.Names,
                Loras => lists.Loras.Names,
                Vaes => lists.Vaes.Names,
                _ => [],
            }
        );
    }

    /// <summary>POST /free: takes models that no job uses out of memory, if that is asked for.</summary>
    public async Task<IResult> FreeAsync(HttpContext context)
    {
        JsonElement said = await ComfyJson.BodyAsync(context).ConfigureAwait(false);
        if (said.TryGetProperty("unload_models", out JsonElement unload) && unload.ValueKind == JsonValueKind.True)
            context.RequestServices.GetService<ModelCache>()?.Unload();
        return ComfyJson.Nothing();
    }

    /// <summary>GET /system_stats. Several clients take a server that answers it for ComfyUI.</summary>
    public static IResult System(HttpContext context)
    {
        FreeMemory memory = context.RequestServices.GetService<FreeMemory>() ?? FreeMemory.OfSystem;
        (long free, long total) = (memory.Bytes, memory.TotalBytes);
        return ComfyJson.Json(
            new Dictionary<string, object>
            {
                ["system"] = new Dictionary<string, object>
                {
                    ["os"] = OperatingSystem.IsWindows() ? "nt" : "posix",
                    ["ram_total"] = total,
                    ["ram_free"] = free,
                    ["comfyui_version"] = ApiVersion,
                    ["required_frontend_version"] = "none",
                    ["installed_templates_version"] = "none",
                    ["required_templates_version"] = "none",
                    ["python_version"] = "none",
                    ["pytorch_version"] = "none",
                    ["hippogriff_version"] = Infotext.ProgramVersion,
                    ["embedded_python"] = false,
                    ["argv"] = (string[])["hippogriff", "serve"],
                },
                ["devices"] = (Dictionary<string, object>[])
                    [
                        new()
                        {
                            ["name"] = "cpu",
                            ["type"] = "cpu",
                            ["index"] = 0,
                            ["vram_total"] = total,
                            ["vram_free"] = free,
                            ["torch_vram_total"] = total,
                            ["torch_vram_free"] = free,
                        },
                    ],
            }
        );
    }

    private Task<NodeLists> ReadAsync(HttpContext context) => ReadAsync(ClientName.Of(context), context.RequestAborted);
}
