using System.ComponentModel;
using System.Globalization;
using Hippogriff.Studio.Gallery;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Hippogriff.Studio.Apis.Mcp;

/// <summary>The pictures of the gallery as resources of the Model Context Protocol.</summary>
[McpServerResourceType]
internal sealed class PictureResources(IGallery gallery)
{
    private const string Prefix = "hippogriff://pictures/",
        Png = "image/png";

    /// <summary>How many pictures are listed; every picture can be read.</summary>
    private const int Listed = 100;

    /// <summary>The address of a picture.</summary>
    public static string Address(long id) => Prefix + id.ToString(CultureInfo.InvariantCulture);

    /// <summary>resources/list: the newest pictures.</summary>
    public ListResourcesResult List() =>
        new()
        {
            Resources =
            [
                .. gallery
                    .Search(new GalleryQuery(Most: Listed))
                    .Select(picture => new Resource
                    {
                        Uri = Address(picture.Id),
                        Name = $"picture {picture.Id}",
                        Title = picture.Settings.Prompt,
                        MimeType = Png,
                    }),
            ],
        };

    /// <summary>resources/read: a picture.</summary>
    /// <exception cref="McpProtocolException">There is none of that number, or it was thrown away.</exception>
    [McpServerResource(
        UriTemplate = Prefix + "{id}",
        Name = "picture",
        Title = "A picture of the gallery",
        MimeType = Png
    )]
    [Description("A picture that was drawn, as PNG. generate_image says the address of each.")]
    public BlobResourceContents Read(string id) =>
        long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
        && gallery.Find(number) is { Deleted: null }
        && gallery.Png(number) is { } png
            ? BlobResourceContents.FromBytes(png, Address(number), Png)
            : throw new McpProtocolException("There is no such picture in the gallery.", McpErrorCode.ResourceNotFound);
}
