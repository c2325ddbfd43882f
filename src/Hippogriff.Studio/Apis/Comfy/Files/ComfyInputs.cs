using System.Text.Json;
using Hippogriff.Files;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Studio.Access;
using Hippogriff.Studio.Apis.Bodies;
using Hippogriff.Studio.Configuration;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Refusals;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Hippogriff.Studio.Apis.Comfy.Files;

/// <summary>A picture that a client uploaded under a name.</summary>
/// <param name="Picture">Name of the stored upload.</param>
/// <param name="Mask">Name of the stored mask of its transparent places; null if it has none.</param>
internal sealed record ComfyInput(string Picture, string? Mask);

/// <summary>
/// Pictures that clients uploaded, by the names that they gave. A name is a key of a table and never a path, and each
/// client has its own. The pictures are uploads as others; the names last until the server ends.
/// </summary>
internal sealed class ComfyInputs(StudioOptions options)
{
    private const int Most = 5_000,
        LongestName = 250;

    /// <summary>Type of pictures under addresses of the Krita plug-in.</summary>
    private const string Address = "etn";

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Client, string Type, string Name), ComfyInput> _inputs = [];
    private readonly Queue<(string Client, string Type, string Name)> _order = new();

    /// <summary>Fields of the forms of uploads.</summary>
    internal sealed record UploadForm(string? Overwrite, string? Type, string? Subfolder, string? OriginalRef);

    /// <summary>The picture under a name, with its folder ("clients/in.png"); null if there is none.</summary>
    public ComfyInput? Find(string client, string type, string name)
    {
        lock (_gate)
            return _inputs.GetValueOrDefault((client, type, name));
    }

    /// <summary>The picture that was put to an address; null if there is none.</summary>
    public ComfyInput? AtAddress(string client, string id) => Find(client, Address, id);

    /// <summary>Names of a client's pictures.</summary>
    public IReadOnlyList<string> List(string client)
    {
        lock (_gate)
            return
            [
                .. _inputs
                    .Keys.Where(key => key.Client == client && key.Type == "input")
                    .Select(key => key.Name)
                    .Order(StringComparer.Ordinal),
            ];
    }

    /// <summary>POST /upload/image.</summary>
    public async Task<IResult> KeepAsync(HttpContext context)
    {
        using FormBody<UploadForm> form = await FormAsync(context).ConfigureAwait(false);
        IFormFile file = FileOf(form);
        ComfyInput kept = await KeepAsync(context, file).ConfigureAwait(false);
        return Named(context, form.Fields, file.FileName, kept);
    }

    /// <summary>POST /upload/mask: the transparent places of a picture become those of another one.</summary>
    public async Task<IResult> KeepMaskAsync(HttpContext context)
    {
        using FormBody<UploadForm> form = await FormAsync(context).ConfigureAwait(false);
        IFormFile file = FileOf(form);
        ComfyInput original = Original(ClientName.Of(context), form.Fields.OriginalRef);
        ComfyInput kept = await KeepAsync(context, file).ConfigureAwait(false);
        return Named(context, form.Fields, file.FileName, original with { Mask = kept.Mask });
    }

    /// <summary>PUT /etn/image/ID.</summary>
    public async Task<IResult> PutAsync(HttpContext context, string id)
    {
        Require(id);
        using ReceivedBody body = await BodyReader.ReceiveAsync(context).ConfigureAwait(false);
        byte[] bytes = await body.ToArrayAsync(context.RequestAborted).ConfigureAwait(false);
        Set((ClientName.Of(context), Address, id), await KeepAsync(context, bytes).ConfigureAwait(false));
        return ComfyJson.Json(new Dictionary<string, string> { ["status"] = "success", ["id"] = id });
    }

    private async Task<FormBody<UploadForm>> FormAsync(HttpContext context) =>
        await BodyReader
            .FormAsync<UploadForm>(context, ComfyJson.Requests, options.Limits.BodyBytes, "image")
            .ConfigureAwait(false);

    private static IFormFile FileOf(FormBody<UploadForm> form) =>
        form.Files.Count > 0 && form.Files[0].FileName.Length > 0
            ? form.Files[0]
            : throw Wrong("image", "The form has no file called image, with a file name.");

    private static async Task<ComfyInput> KeepAsync(HttpContext context, IFormFile file)
    {
        using MemoryStream bytes = new();
        await file.CopyToAsync(bytes, context.RequestAborted).ConfigureAwait(false);
        return await KeepAsync(context, bytes.ToArray()).ConfigureAwait(false);
    }

    private static async Task<ComfyInput> KeepAsync(HttpContext context, byte[] bytes)
    {
        IUploads uploads = context.RequestServices.GetRequiredService<IUploads>(); // those of the person who asks
        CancellationToken cancellationToken = context.RequestAborted;
        string picture = await RefusedException
            .NamingAsync("image", () => uploads.KeepPictureAsync(bytes, cancellationToken))
            .ConfigureAwait(false);
        try
        {
            return new ComfyInput(
                picture,
                await uploads.KeepMaskAsync(bytes, MaskMeaning.Transparent, cancellationToken).ConfigureAwait(false)
            );
        }
        catch (HippogriffException error) when (error.Kind is not (FaultKind.Resource or FaultKind.Busy))
        {
            return new ComfyInput(picture, null); // nowhere transparent
        }
    }

    private IResult Named(HttpContext context, UploadForm said, string file, ComfyInput kept)
    {
        string type = said.Type is "temp" or "output" ? said.Type : "input",
            folder = (said.Subfolder ?? "").Trim('/'),
            client = ClientName.Of(context);
        Require(file);
        if (folder.Length > 0)
            Require(folder);
        string prefix = folder.Length > 0 ? folder + "/" : "",
            name = file;
        bool over = said.Overwrite is "true" or "1"; // as ComfyUI has it: nothing else counts
        lock (_gate)
        {
            for (int i = 1; !over && Taken(prefix + name); i++)
                name = $"{Path.GetFileNameWithoutExtension(file)} ({i}){Path.GetExtension(file)}";
            Set((client, type, prefix + name), kept);
        }
        return ComfyJson.Json(
            new Dictionary<string, string>
            {
                ["name"] = name,
                ["subfolder"] = folder,
                ["type"] = type,
            }
        );

        bool Taken(string path) => _inputs.TryGetValue((client, type, path), out ComfyInput? other) && other != kept;
    }

    private void Set((string Client, string Type, string Name) key, ComfyInput input)
    {
        lock (_gate)
        {
            if (!_inputs.ContainsKey(key))
                _order.Enqueue(key);
            _inputs[key] = input;
            while (_order.Count > Most)
                _inputs.Remove(_order.Dequeue());
        }
    }

    private ComfyInput Original(string client, string? reference)
    {
        string? Part(JsonElement said, string name) => JsonText.StringOf(said, name);
        try
        {
            using JsonDocument document = JsonDocument.Parse(reference ?? "");
            JsonElement said = document.RootElement;
            string folder = Part(said, "subfolder") is { Length: > 0 } given ? given.Trim('/') + "/" : "";
            if (
                Part(said, "filename") is { } name
                && Find(client, Part(said, "type") ?? "input", folder + name) is { } found
            )
                return found;
        }
        catch (JsonException) { }
        throw Wrong("original_ref", "original_ref has to name an uploaded picture: filename, subfolder and type.");
    }

    private static void Require(string name)
    {
        if (
            name.Length is 0 or > LongestName
            || name.StartsWith('/')
            || name.Any(char.IsControl)
            || name.Split('/', '\\').Any(part => part is ".." or "." or "")
        )
            throw Wrong("image", $"A picture's name has at most {LongestName} characters and leads out of no folder.");
    }

    private static RefusedException Wrong(string field, string message) =>
        new(StatusCodes.Status400BadRequest, message, field, "invalid_value");
}
