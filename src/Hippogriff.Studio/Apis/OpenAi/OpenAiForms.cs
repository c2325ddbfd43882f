using Hippogriff.Metadata;
using Hippogriff.Studio.Apis.Bodies;
using Hippogriff.Studio.Refusals;
using Hippogriff.Texts;
using Microsoft.AspNetCore.Http;

namespace Hippogriff.Studio.Apis.OpenAi;

/// <summary>The pictures in forms of edits and variations.</summary>
internal static class OpenAiForms
{
    /// <summary>The first picture of a form.</summary>
    public static async Task<byte[]> PictureAsync(IFormFileCollection files, int most)
    {
        IFormFile[] pictures = Of(files);
        if (pictures.Length == 0)
            throw new RefusedException(
                StatusCodes.Status400BadRequest,
                "image is missing: the picture to begin with, as a file of the form.",
                "image",
                "missing_required_parameter"
            );
        RequireFew(pictures.Length, most, "image");
        return await BytesAsync(pictures[0]).ConfigureAwait(false);
    }

    /// <summary>Requires that not too many pictures were sent.</summary>
    public static void RequireFew(int sent, int most, string field)
    {
        if (sent > most)
            throw new RefusedException(
                StatusCodes.Status400BadRequest,
                $"At most {Counted.Of(most, "picture")} {Counted.Noun(most, "is", "are")} taken at a time, and "
                    + $"{sent} were sent.",
                field
            );
    }

    /// <summary>The bytes of a file.</summary>
    public static async Task<byte[]> BytesAsync(IFormFile file)
    {
        byte[] bytes = new byte[file.Length];
        using Stream stream = file.OpenReadStream();
        await stream.ReadExactlyAsync(bytes).ConfigureAwait(false);
        return bytes;
    }

    /// <summary>The prompt in a picture's metadata; empty if there is none.</summary>
    public static string PromptIn(byte[] picture)
    {
        try
        {
            return ImageMetadata.Read(picture).Infotext?.Prompt ?? "";
        }
        catch (HippogriffException)
        {
            return "";
        }
    }

    /// <summary>What is not followed where several pictures are sent, one sentence each.</summary>
    public static IReadOnlyList<string> NotesOn(int sent) =>
        sent > 1
            ? [$"The first of {sent} pictures is edited; the others are passed over, since models here take one."]
            : [];

    /// <summary>The pictures of a form.</summary>
    public static IFormFile[] Of(IFormFileCollection files) =>
        [.. files.Where(file => BodyReader.ItemName(file.Name) is "image" or "image[]")];
}
