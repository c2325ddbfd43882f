using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hippogriff.EndToEnd.Tests.Studio;

namespace Hippogriff.EndToEnd.Tests.Comfy;

/// <summary>Calls ComfyUI's API of a whole studio.</summary>
internal static class ComfyTest
{
    /// <summary>POST /prompt, which has to be taken; its answer.</summary>
    public static async Task<JsonElement> TakePromptAsync(
        this StudioServer studio,
        JsonObject graph,
        string? socket = null,
        JsonObject? extra = null
    )
    {
        (int status, JsonElement answer) = await studio.AskAsync(graph, socket, extra);
        Assert.True(status == 200, answer.ToString());
        return answer;
    }

    /// <summary>POST /prompt.</summary>
    public static async Task<(int Status, JsonElement Answer)> AskAsync(
        this StudioServer studio,
        JsonObject graph,
        string? socket = null,
        JsonObject? extra = null
    )
    {
        JsonObject body = new() { ["prompt"] = graph.DeepClone() };
        if (socket is not null)
            body["client_id"] = socket;
        if (extra is not null)
            body["extra_data"] = extra;
        using StringContent content = new(body.ToJsonString()); // as clients do: text/plain
        using HttpResponseMessage answer = await studio.Client.PostAsync("/prompt", content);
        return ((int)answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>());
    }

    /// <summary>The picture names in the history of a prompt's output node.</summary>
    public static async Task<string[]> PicturesAsync(this StudioServer studio, string prompt, string node) =>
        [
            .. (await studio.Client.GetFromJsonAsync<JsonElement>($"/history/{prompt}"))
                .GetProperty(prompt)
                .GetProperty("outputs")
                .GetProperty(node)
                .GetProperty("images")
                .EnumerateArray()
                .Select(image =>
                    $"filename={Uri.EscapeDataString(image.GetProperty("filename").GetString()!)}"
                    + $"&subfolder={Uri.EscapeDataString(image.GetProperty("subfolder").GetString()!)}"
                    + $"&type={image.GetProperty("type").GetString()}"
                ),
        ];

    /// <summary>POST /upload/image; the answer.</summary>
    public static async Task<(int Status, JsonElement Answer)> UploadAsync(
        this StudioServer studio,
        byte[] file,
        string name,
        params (string Name, string Value)[] fields
    )
    {
        using MultipartFormDataContent form = [];
        foreach ((string field, string value) in fields)
            form.Add(new StringContent(value), field);
        form.Add(new ByteArrayContent(file), "image", name);
        using HttpResponseMessage answer = await studio.Client.PostAsync("/upload/image", form);
        return ((int)answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>());
    }

    public static string? Text(this JsonElement element, string name) => element.GetProperty(name).GetString();
}
