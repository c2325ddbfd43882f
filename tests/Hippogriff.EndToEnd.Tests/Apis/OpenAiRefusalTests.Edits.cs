using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Hippogriff.EndToEnd.Tests.Apis;

public sealed partial class OpenAiRefusalTests
{
    [Theory]
    [InlineData("none", "image", "image is missing ... file")]
    [InlineData("text", "image", "image ... a file, with a file name")]
    [InlineData("broken", "image", "uploaded picture ... PNG, JPEG, WebP, GIF, BMP")]
    [InlineData("bomb", "image", "100000x100000 pixels ... 64 megapixels")]
    [InlineData("seventeen", "image", "16 pictures ... 17 were sent")]
    [InlineData("stranger", "photo", "'photo' ... image, image[], mask")]
    [InlineData("solid mask", "mask", "uploaded mask ... nothing to repaint ... transparent")]
    [InlineData("wide mask", "mask", "mask is 64x64 ... picture 64x32 ... proportions")]
    [InlineData("two masks", "mask", "One mask")]
    [InlineData("twice the strength", "strength", "strength 2 ... 0 and 1")]
    [InlineData("twice", "n", "n is given 2 times")]
    [InlineData("no number", "n", "n takes a whole number.")]
    [InlineData("dog", "loras", "loras takes ... name and weight")]
    [InlineData("[]", "loras", "loras takes ... name and weight")]
    [InlineData("""{"name": "dog", "name": "cat"}""", "loras", "loras takes ... name and weight")]
    [InlineData("""{"name": "dog", "path": "/etc"}""", "loras", "loras takes ... name and weight ... no 'path'")]
    [InlineData("n[]", "n[]", "'n[]' ... prompt, model, n, size, ")]
    public async Task Bad_edits_are_refused(string what, string? field, string said)
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
        for (int i = 1; what == "seventeen" && i < 17; i++)
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
            said
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
            "edits and generations"
        );
    }
}
