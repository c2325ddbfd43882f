using System.Text.Json;
using System.Text.RegularExpressions;
using Hippogriff.Files;
using Hippogriff.Studio.Refusals;
using Microsoft.AspNetCore.Http;

namespace Hippogriff.Studio.Apis.Sd;

/// <summary>
/// The settings that clients of Stable Diffusion's web UI may change: the model. It applies to all clients until the
/// server ends.
/// </summary>
internal sealed partial class SdSettings(IModelCatalogue models)
{
    /// <summary>Name of the only supported setting.</summary>
    public const string Checkpoint = "sd_model_checkpoint";

    private volatile string? _chosen;

    /// <summary>The model for a name or title; null or empty for the selected one.</summary>
    /// <exception cref="RefusedException">There is no model with that name.</exception>
    public async Task<CatalogueModel> ModelAsync(string? said, CancellationToken cancellationToken)
    {
        string? name = string.IsNullOrWhiteSpace(said) ? _chosen : said.Trim();
        if (name is null)
            return (await models.FindAsync(null, cancellationToken).ConfigureAwait(false))!;
        IReadOnlyList<CatalogueModel> all = await models.ListAsync(cancellationToken).ConfigureAwait(false);
        string plain = Decorations().Replace(name, "");
        return all.FirstOrDefault(model => name == model.Facts.Name || name == Title(model) || name == model.Hash)
            ?? all.FirstOrDefault(model => plain == model.Facts.Name)
            ?? throw await models
                .NoneCalledAsync(name, cancellationToken, StatusCodes.Status422UnprocessableEntity, Checkpoint)
                .ConfigureAwait(false);
    }

    /// <summary>What a title has beside the name: the ending of a file, and a hash, maybe an earlier one.</summary>
    [GeneratedRegex(@"(\.(safetensors|ckpt))?( \[[0-9a-fA-F]*\])?$")]
    private static partial Regex Decorations();

    /// <summary>The settings as GET /sdapi/v1/options answers them.</summary>
    public async Task<Dictionary<string, object?>> ReadAsync(CancellationToken cancellationToken)
    {
        CatalogueModel model = await ModelAsync(null, cancellationToken).ConfigureAwait(false);
        return new()
        {
            [Checkpoint] = Title(model),
            ["sd_checkpoint_hash"] = model.Hash,
            ["samples_format"] = "png",
            ["enable_pnginfo"] = true,
            ["save_images_add_number"] = true,
            ["CLIP_stop_at_last_layers"] = 1,
            ["sd_vae"] = "Automatic",
            ["eta_noise_seed_delta"] = 0,
            ["show_progress_every_n_steps"] = 1,
        };
    }

    /// <summary>Applies known settings of POST /sdapi/v1/options and ignores others.</summary>
    /// <exception cref="RefusedException">The model does not exist.</exception>
    public async Task ChangeAsync(Dictionary<string, JsonElement> said, CancellationToken cancellationToken)
    {
        if (!said.TryGetValue(Checkpoint, out JsonElement named))
            return;
        string name =
            JsonText.StringOf(named)
            ?? throw new RefusedException(
                StatusCodes.Status422UnprocessableEntity,
                $"{Checkpoint} takes a text.",
                Checkpoint
            );
        _chosen = (await ModelAsync(name, cancellationToken).ConfigureAwait(false)).Facts.Name;
    }

    /// <summary>A model's name with its hash.</summary>
    public static string Title(CatalogueModel model) => $"{model.Facts.Name} [{model.Hash}]";
}
