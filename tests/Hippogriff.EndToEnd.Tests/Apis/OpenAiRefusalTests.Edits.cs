using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Hippogriff.EndToEnd.Tests.Apis;

public sealed partial class OpenAiRefusalTests
{
    [Theory]
    [InlineData("none", "image", "image is missing: the picture to begin with, as a file of the form.")]
    [InlineData("text", "image", "image has to be a file, with a file name in its part of the form.")]
    [InlineData(
        "broken",
        "image",
        "The uploaded picture is not a picture that can be read; allowed are PNG, JPEG, WebP, GIF, BMP."
    )]
    [InlineData("bomb", "image", "The uploaded picture has 100000x100000 pixels; at most 64 megapixels are allowed.")]
    [InlineData("two", "image", "One picture is taken at a time, and 2 were sent.")]
    [InlineData("stranger", "photo", "A file called 'photo' is not known here; known are image, image[], mask.")]
    [InlineData(
        "solid mask",
        "mask",
        "The uploaded mask is nowhere transparent, so there is nothing to repaint; make the places to repaint "
            + "transparent."
    )]
    [InlineData("wide mask", null, "The mask is 64x64 and the picture 64x32; they must have the same proportions.")]
    [InlineData("two masks", "mask", "One mask is taken at a time.")]
    [InlineData("twice the strength", null, "The strength 2 is not between 0 and 1.")]
    [InlineData("twice", "n", "n is given 2 times; once is enough.")]
    [InlineData("no number", "n", "n takes a whole number of at most 2147483647.")]
    [InlineData("dog", "loras", "loras takes a list of objects with name and weight")]
    [InlineData("[]", "loras", "loras takes a list of objects with name and weight")]
    [InlineData("""{"name": "dog", "name": "cat"}""", "loras", "loras takes a list of objects with name and weight")]
    [InlineData(
        """{"name": "dog", "path": "/etc"}""",
        "loras",
        "loras takes a list of objects with name and weight, and no 'path'"
    )]
    [InlineData("n[]", "n[]", "There is no field 'n[]'; there are prompt, model, n, size, ")]
    public async Task Bad_edits_are_refused(string what, string? field, string sentence)
    {
        using MultipartFormDataContent form = new() { { new StringContent("a pizza"), "prompt" } };
        ByteArrayContent picture = new(
            what switch
            {
                "broken" => [1, 2, 3],
                "bomb" => Pictures.Bomb(),
                "wide mask" => Pictures.Plain(64, 32),
                _ => Pictures.Plain(),
            }
        );
        if (what == "text")
            form.Add(new StringContent("iVBORw0KGgo="), "image");
        else if (what != "none")
            form.Add(picture, what == "stranger" ? "photo" : "image", "a.png");
        if (what == "two")
            form.Add(new ByteArrayContent(Pictures.Plain()), "image[]", "b.png");
        if (what == "solid mask")
            form.Add(new ByteArrayContent(Pictures.Plain()), "mask", "mask.png");
        if (what is "wide mask" or "two masks")
            form.Add(new ByteArrayContent(Pictures.WithHole()), "mask", "mask.png");
        if (what == "two masks")
            form.Add(new ByteArrayContent(Pictures.WithHole()), "mask", "mask2.png");
        if (what == "twice the strength")
            form.Add(new StringContent("2"), "strength");
        if (what is "twice" or "no number")
            form.Add(new StringContent(what == "twice" ? "1" : "many"), "n");
        if (what == "twice")
            form.Add(new StringContent("2"), "n");
        if (what == "n[]")
            form.Add(new StringContent("2"), what);
        if (field == "loras")
            form.Add(new StringContent(what), "loras");

        await RefusedAsync(
            await Server.Http.PostAsync("/v1/images/edits", form),
            HttpStatusCode.BadRequest,
            "invalid_request_error",
            field,
            sentence
        );
        Assert.Empty(Server.Queue.Taken);
    }

    [Fact]
    public async Task A_damaged_form_is_refused()
    {
        using ByteArrayContent content = new(
            "--x\r\nContent-Disposition: form-data; name=\"prompt\"\r\n\r\na ca"u8.ToArray()
        );
        content.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=x");
        await RefusedAsync(
            await Server.Http.PostAsync("/v1/images/edits", content),
            HttpStatusCode.BadRequest,
            "invalid_request_error",
            null,
            "The form cannot be read: "
        );
    }

    [Fact]
    public async Task Variations_are_not_streamed()
    {
        using MultipartFormDataContent form = new()
        {
            { new StringContent("true"), "stream" },
            { new ByteArrayContent(Pictures.Plain()), "image", "a.png" },
        };
        await RefusedAsync(
            await Server.Http.PostAsync("/v1/images/variations", form),
            HttpStatusCode.BadRequest,
            "invalid_request_error",
            "stream",
            "Variations come without a stream; edits and generations can be streamed."
        );
    }
}
