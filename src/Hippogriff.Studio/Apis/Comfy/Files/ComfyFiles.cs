using System.Globalization;
using System.Text;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Metadata;
using Hippogriff.Studio.Access;
using Hippogriff.Studio.Apis.Comfy.Planning;
using Hippogriff.Studio.Apis.Comfy.Running;
using Hippogriff.Studio.Gallery;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Refusals;
using Microsoft.AspNetCore.Http;

namespace Hippogriff.Studio.Apis.Comfy.Files;

/// <summary>
/// Pictures under their names: drawn ones and uploads. A name is
/// looked up, and never a path.
/// </summary>
internal sealed class ComfyFiles(ComfyInputs inputs, IUploads uploads, IGallery gallery, PromptStore prompts)
{
    private readonly ComfyInputs _inputs = inputs;
    private readonly IUploads _uploads = uploads;
    private readonly IGallery _gallery = gallery;

    /// <summary>The pictures that graphs of a client may name.</summary>
    public IGraphPictures Of(string client) => new ClientPictures(this, client);

    /// <summary>GET /view.</summary>
    public IResult View(HttpContext context)
    {
        string name = Query(context, "filename"),
            folder = Query(context, "subfolder"),
            type = Query(context, "type") is { Length: > 0 } said ? said : "output";
        if (name.Length == 0)
            throw NotThere();
        if (name.StartsWith('/') || $"{folder}/{name}".Split('/', '\\').Contains(".."))
            throw new RefusedException(
                StatusCodes.Status400BadRequest,
                "The name leads out of the folder of pictures.",
                "filename",
                "invalid_value"
            );
        byte[] png = Png(ClientName.Of(context), type, folder, name, Query(context, "channel")) ?? throw NotThere();
        context.Response.Headers.ContentDisposition = "filename=\"" + Plain(name) + "\"";
        context.Response.Headers.CacheControl = "private, no-cache";
        return Preview(Query(context, "preview")) is var (format, quality)
            ? Results.Bytes(
                ImageEncoding.Encode(ImageFile.Decode(png, "the picture"), format, generated: false, quality),
                format.MediaType()
            )
            : Results.Bytes(png, ImageFormat.Png.MediaType());
    }

    /// <summary>GET /etn/image/ID.</summary>
    public IResult AtAddress(HttpContext context, string id)
    {
        byte[]? png = _inputs.AtAddress(ClientName.Of(context), id) is { } input ? Stored(input) : ByPlainId(id);
        return png is null ? throw NotThere() : Results.Bytes(png, ImageFormat.Png.MediaType());
    }

    /// <summary>The file of a drawn picture; null if it is not in the gallery.</summary>
    public byte[]? Drawn(long id) => _gallery.Find(id) is { Deleted: null } ? _gallery.Png(id) : null;

    /// <summary>The file of an upload; null if it is not there any more.</summary>
    public byte[]? Stored(StoredPicture upload)
    {
        try
        {
            RgbImage image = _uploads.Picture(upload.Picture);
            return upload.Seen is { } seen
                ? SeenPicture.Png(image, _uploads.Mask(seen))
                : PngFile.Encode(image, upload.IsGenerated, prompts.TextsOf(upload), quick: true);
        }
        catch (HippogriffException)
        {
            return null;
        }
    }

    private byte[]? Stored(ComfyInput input) => Stored(new StoredPicture(input.Picture, null, false));

    private byte[]? Png(string client, string type, string folder, string name, string channel)
    {
        string path = folder.Trim('/') is { Length: > 0 } inside ? $"{inside}/{name}" : name;
        if (_inputs.Find(client, type, path) is { } input)
            return channel == "a" ? Transparency(input) : Stored(input);
        if (type is not ("output" or "temp"))
            return null;
        return ShownNames.PictureOf(name) is { } id ? Drawn(id)
            : ShownNames.UploadOf(name) is { } upload ? Stored(upload)
            : null;
    }

    private byte[]? Transparency(ComfyInput input) =>
        input.Mask is { } mask ? PngFile.Encode(_uploads.Mask(mask).Inverted().ToImage(), quick: true)
        : Stored(input) is { } png && ImageFile.Decode(png) is var all
            ? PngFile.Encode(
                new RgbImage(all.Width, all.Height, Array.ConvertAll(all.Pixels, _ => byte.MaxValue)),
                quick: true
            )
        : null;

    private byte[]? ByPlainId(string id) =>
        long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? Drawn(number)
        : ShownNames.UploadOf($"_{id}_.png") is { } upload ? Stored(upload)
        : null;

    /// <summary>Format and quality of <c>preview=webp;80</c>; null for the picture itself.</summary>
    private static (ImageFormat Format, int Quality)? Preview(string said)
    {
        string[] parts = said.Split(';');
        if (said.Length == 0)
            return null;
        ImageFormat format = parts[0] == "jpeg" ? ImageFormat.Jpeg : ImageFormat.Webp;
        return (
            format,
            int.TryParse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out int quality)
                ? Math.Clamp(quality, 1, 100)
                : ImageEncoding.DefaultQuality
        );
    }

    private static string Query(HttpContext context, string name) => context.Request.Query[name].ToString();

    /// <summary>A name as it may stand in a header.</summary>
    private static string Plain(string name) =>
        new StringBuilder(name.Length)
            .AppendJoin("", name.Select(c => c is >= ' ' and <= '~' and not '"' and not '\\' ? c : '_'))
            .ToString();

    private static RefusedException NotThere() =>
        new(StatusCodes.Status404NotFound, "There is no picture of that name.", "filename", "not_found");

    private sealed class ClientPictures(ComfyFiles files, string client) : IGraphPictures
    {
        public (ReadyPicture Picture, ReadyMask? Mask)? Find(string name)
        {
            (string path, string type) = Annotated(name);
            if (files._inputs.Find(client, type, path) is { } input)
                return Ready(input);
            if (type == "input")
                return null;
            if (ShownNames.UploadOf(path) is { } upload)
                return Ready(new ComfyInput(upload.Picture, null));
            return ShownNames.PictureOf(path) is { } id && files._gallery.Find(id) is { Deleted: null }
                ? (new ReadyPicture(null, () => Drawn(id)), null)
                : null;
        }

        public (ReadyPicture Picture, ReadyMask? Mask)? AtAddress(string id) =>
            files._inputs.AtAddress(client, id) is { } input ? Ready(input) : null;

        public RgbImage Drawn(long id) =>
            files._gallery.Png(id) is { } png ? ImageFile.Decode(png, "the picture") : throw NotThere();

        private (ReadyPicture Picture, ReadyMask? Mask) Ready(ComfyInput input) =>
            (
                new ReadyPicture(input.Picture, () => files._uploads.Picture(input.Picture)),
                input.Mask is { } mask ? new ReadyMask(mask, () => files._uploads.Mask(mask)) : null
            );

        /// <summary>Name and type of <c>in.png [temp]</c>.</summary>
        private static (string Path, string Type) Annotated(string name)
        {
            foreach (string type in (string[])["input", "temp", "output"])
                if (name.EndsWith($" [{type}]", StringComparison.Ordinal))
                    return (name[..^(type.Length + 3)], type);
            return (name, "input");
        }
    }
}
