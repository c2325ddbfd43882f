#:project ../src/Hippogriff.Extensions.AI/Hippogriff.Extensions.AI.csproj
#:package Microsoft.Extensions.AI
#:package Microsoft.Extensions.DependencyInjection
// A chat that draws: dotnet run -c Release samples/Chat.cs "a cat". The chat model here is a script, so that nothing
// leaves the machine; any IChatClient takes its place.
using System.Runtime.CompilerServices;
using Hippogriff.Extensions.AI;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

ServiceCollection services = new();
services.AddHippogriff();
services
    .AddChatClient(new ScriptedChat())
    .UseImageGeneration() // turns the tool below into functions that call the registered IImageGenerator
    .UseFunctionInvocation(); // calls them when the chat model asks for it
await using ServiceProvider provider = services.BuildServiceProvider();

IChatClient chat = provider.GetRequiredService<IChatClient>();
ChatOptions options = new()
{
    Tools =
    [
        new HostedImageGenerationTool
        {
            Options = new() { AdditionalProperties = new() { [ImageProperties.Seed] = 1 } },
        },
    ],
};
ChatResponse response = await chat.GetResponseAsync(
    $"Please draw {(args is [var words, ..] ? words : "a cat")}",
    options
);
foreach (AIContent content in response.Messages.SelectMany(message => message.Contents))
{
    if (content is TextContent text)
        Console.WriteLine($"{text.Text.Trim()}");
    if (content is not ImageGenerationToolResultContent { Outputs: { } outputs })
        continue;
    foreach (DataContent picture in outputs.OfType<DataContent>())
    {
        await File.WriteAllBytesAsync("chat.png", picture.Data.ToArray());
        Console.WriteLine($"[chat.png: {picture.MediaType}, {picture.Data.Length} bytes]");
    }
}

/// <summary>Asks for a picture of what the user wants, then says that it is there.</summary>
internal sealed class ScriptedChat : IChatClient
{
    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ChatMessage last = messages.Last();
        AIContent answer =
            last.Role == ChatRole.User
                ? new FunctionCallContent(
                    "call-1",
                    "GenerateImage",
                    new Dictionary<string, object?> { ["prompt"] = last.Text.Replace("Please draw ", "") }
                )
                : new TextContent("Here it is.");
        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, [answer])));
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        foreach (
            ChatResponseUpdate update in (
                await GetResponseAsync(messages, options, cancellationToken)
            ).ToChatResponseUpdates()
        )
            yield return update;
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose() { }
}
