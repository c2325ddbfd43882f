using System.Diagnostics;
using System.Runtime.CompilerServices;
using Hippogriff.Extensions.AI;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Metadata;
using Hippogriff.Pipelines;
using Hippogriff.Tests.Pipelines;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Hippogriff.Tests.Extensions.AI;

/// <summary>What Microsoft.Extensions.AI puts around any image generator works around this one.</summary>
public sealed class DecoratorTests : IAsyncLifetime
{
    private readonly ToyModel _model = new()
    {
        Defaults = new GenerationDefaults
        {
            Steps = 2,
            Sampler = "euler",
            Schedule = "uniform",
            Guidance = 3,
            Width = 16,
            Height = 16,
        },
    };
    private readonly ListLogger _log = new();
    private ServiceProvider _services = null!;

    public ValueTask InitializeAsync()
    {
        _services = new ServiceCollection()
            .AddHippogriff(options => options.Load = _ => DiffusionPipeline.LoadAsync(() => _model))
            .BuildServiceProvider();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private ImageGeneratorBuilder Builder => new(_services.GetRequiredService<HippogriffImageGenerator>());

    [Fact]
    public async Task UseLogging_tells_of_a_drawing_and_at_the_finest_level_of_what_was_asked()
    {
        using IImageGenerator generator = Builder.UseLogging(_log).Build(_services);
        ImageGenerationOptions options = new()
        {
            AdditionalProperties = new() { ["seed"] = 5, ["mask"] = new MaskImage(2, 2, [255, 255, 255, 255]) },
        };
        DataContent original = new(PngFile.Encode(TinyModel.Plain(16, 16, 9, 9, 9)), "image/png");
        await generator.GenerateAsync(new ImageGenerationRequest("a cat", [original]), options);
        string all = string.Join('\n', _log.Lines);
        Assert.Contains("GenerateAsync invoked", all, StringComparison.Ordinal);
        Assert.Contains("a cat", all, StringComparison.Ordinal);
        Assert.Contains("GenerateAsync completed", all, StringComparison.Ordinal);
        await Assert.ThrowsAsync<HippogriffException>(() =>
            generator.GenerateAsync(new ImageGenerationRequest("a cat"), new() { Count = 0 })
        );
        Assert.Contains("failed", _log.Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task UseOpenTelemetry_names_provider_model_and_size()
    {
        List<Activity> spans = [];
        using ActivityListener listener = new()
        {
            ShouldListenTo = source => source.Name == "drawing",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Add,
        };
        ActivitySource.AddActivityListener(listener);
        await _services.GetRequiredService<SharedPipeline>().GetAsync();
        using IImageGenerator generator = Builder.UseOpenTelemetry(sourceName: "drawing").Build(_services);
        await generator.GenerateAsync(new ImageGenerationRequest("a secret"), new() { ImageSize = new(16, 8) });
        Activity span = Assert.Single(spans);
        Dictionary<string, object?> tags = span.TagObjects.ToDictionary(tag => tag.Key, tag => tag.Value);
        Assert.Equal("generate_content toy", span.DisplayName);
        Assert.Equal(
            ("generate_content", "hippogriff", "toy", "image", 16, 8),
            (
                tags["gen_ai.operation.name"],
                tags["gen_ai.provider.name"],
                tags["gen_ai.request.model"],
                tags["gen_ai.output.type"],
                tags["gen_ai.request.image.width"],
                tags["gen_ai.request.image.height"]
            )
        );
        Assert.DoesNotContain(
            tags.Values,
            value => value?.ToString()?.Contains("secret", StringComparison.Ordinal) == true
        );
    }

    [Fact]
    public async Task UseImageGeneration_lets_a_chat_draw_and_edit()
    {
        ScriptedChat chat = new();
        using IChatClient client = new ChatClientBuilder(chat)
            .UseImageGeneration(_services.GetRequiredService<IImageGenerator>())
            .UseFunctionInvocation()
            .Build(_services);
        ChatOptions options = new()
        {
            Tools =
            [
                new HostedImageGenerationTool
                {
                    Options = new ImageGenerationOptions
                    {
                        MediaType = "image/webp",
                        AdditionalProperties = new() { ["seed"] = 3 },
                    },
                },
            ],
        };

        chat.Next("GenerateImage", new() { ["prompt"] = "a cat" });
        ChatResponse response = await client.GetResponseAsync([new ChatMessage(ChatRole.User, "Draw a cat.")], options);
        DataContent picture = Assert.Single(
            response
                .Messages.SelectMany(m => m.Contents)
                .OfType<ImageGenerationToolResultContent>()
                .SelectMany(r => r.Outputs ?? [])
                .OfType<DataContent>()
        );
        Infotext said = ImageMetadata.Read(picture.Data.ToArray()).Infotext!;
        Assert.Equal(("a cat", 3L, "image/webp"), (said.Prompt, said.Seed, picture.MediaType));
        Assert.Equal("Here it is.", response.Text.Trim());

        // the identifier is what the chat client put in the picture's place
        chat.Next("EditImage", new() { ["prompt"] = "a dog", ["imageId"] = "" });
        ChatResponse edited = await client.GetResponseAsync(
            [
                new ChatMessage(
                    ChatRole.User,
                    [
                        new TextContent("Make it a dog."),
                        new DataContent(PngFile.Encode(TinyModel.Plain(16, 16, 9, 9, 9)), "image/png"),
                    ]
                ),
            ],
            options
        );
        DataContent dog = Assert.Single(
            edited
                .Messages.SelectMany(m => m.Contents)
                .OfType<ImageGenerationToolResultContent>()
                .SelectMany(r => r.Outputs ?? [])
                .OfType<DataContent>()
        );
        Assert.Equal(
            ("a dog", (double?)0.6),
            (
                ImageMetadata.Read(dog.Data.ToArray()).Infotext!.Prompt,
                ImageMetadata.Read(dog.Data.ToArray()).Infotext!.Strength
            )
        );
    }

    /// <summary>A chat model that calls one tool, then says that it is done.</summary>
    private sealed class ScriptedChat : IChatClient
    {
        private FunctionCallContent? _call;

        public void Next(string tool, Dictionary<string, object?> arguments) =>
            _call = new FunctionCallContent("1", tool, arguments);

        public Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages,
            ChatOptions? options = null,
            CancellationToken cancellationToken = default
        )
        {
            ChatMessage[] all = [.. messages];
            if (_call is not { } call)
                return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, "Here it is.")));
            Assert.Contains(call.Name, options!.Tools!.Select(tool => tool.Name));
            if (call.Arguments!.ContainsKey("imageId"))
                call.Arguments["imageId"] = System
                    .Text.RegularExpressions.Regex.Match(
                        string.Join('\n', all.Select(m => m.Text)),
                        @"\[meai_image:([^\]]+)\]"
                    )
                    .Groups[1]
                    .Value;
            _call = null;
            return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, [call])));
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

    private sealed class ListLogger : ILogger, ILoggerFactory
    {
        public List<string> Lines { get; } = [];

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => Lines.Add(formatter(state, exception));

        public bool IsEnabled(LogLevel logLevel) => true;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider) { }

        public void Dispose() { }
    }
}
