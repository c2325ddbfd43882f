using Hippogriff.Models.Text;
using Hippogriff.Pipelines;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Refusals;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Hippogriff.Studio.Apis.V1;

/// <summary>
/// What a model can draw, and how it will read a prompt: <c>/api/v1/words</c> and <c>/api/v1/reading</c>.
/// </summary>
internal static class WordsApi
{
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints
            .MapGet("/api/v1/words", ListAsync)
            .WithTags("Models")
            .WithName("listWords")
            .WithSummary("What a model can draw: its names by kind, and all words that it knows.")
            .ProducesProblem(404);
        endpoints
            .MapGet("/api/v1/reading", ReadAsync)
            .WithTags("Models")
            .WithName("readPrompt")
            .WithSummary("How a model will read a prompt: words it knows, takes for others, leaves out or cuts.")
            .ProducesProblem(404);
    }

    private static async Task<Ok<WordsView>> ListAsync(IModelCatalogue models, string? model, CancellationToken stop)
    {
        (string name, ModelWords words) = await FindAsync(models, model, stop).ConfigureAwait(false);
        return TypedResults.Ok(
            new WordsView(
                name,
                words.Most,
                [
                    .. words.Names.Select(one => new NameView(
                        one.Name,
                        one.Kind.ToString().ToLowerInvariant(),
                        one.Plural
                    )),
                ],
                words.All
            )
        );
    }

    private static async Task<Ok<ReadingView>> ReadAsync(
        PromptReader reader,
        IModelCatalogue models,
        string prompt,
        string? negative,
        string? model,
        CancellationToken stop
    )
    {
        (string name, _) = await FindAsync(models, model, stop).ConfigureAwait(false);
        JobRequest order = new()
        {
            Prompt = prompt,
            NegativePrompt = negative ?? "",
            Model = name,
        };
        return TypedResults.Ok(ReadingView.Of(reader.Of(order)!));
    }

    private static async Task<(string Name, ModelWords Words)> FindAsync(
        IModelCatalogue models,
        string? asked,
        CancellationToken stop
    )
    {
        CatalogueModel found =
            await models.FindAsync(asked, stop).ConfigureAwait(false)
            ?? throw await models.NoneCalledAsync(asked ?? "", stop).ConfigureAwait(false);
        return found.Words() is { } words
            ? (found.Facts.Name, words)
            : throw new RefusedException(
                StatusCodes.Status404NotFound,
                $"The model {found.Facts.Name} has no list of words: it reads any text in parts of words.",
                "model",
                "no_word_list"
            );
    }

    /// <summary>The words of a model.</summary>
    /// <param name="Model">Its name.</param>
    /// <param name="Most">Maximum number of words that are read of a prompt.</param>
    /// <param name="Names">What it can draw.</param>
    /// <param name="Words">All words that it knows.</param>
    internal sealed record WordsView(
        string Model,
        int Most,
        IReadOnlyList<NameView> Names,
        IReadOnlyList<string> Words
    );

    /// <summary>What a model can draw.</summary>
    /// <param name="Name">One or more words.</param>
    /// <param name="Kind">thing, colour, number, place, doing, look, person or feeling.</param>
    /// <param name="Plural">Its plural; omitted if the model has none.</param>
    internal sealed record NameView(string Name, string Kind, string? Plural);
}

/// <summary>How the prompts of a request are read.</summary>
/// <param name="Prompt">The prompt.</param>
/// <param name="Negative">The negative prompt; omitted if there is none or it has no effect.</param>
/// <param name="Sentences">What is not read as written, a sentence each.</param>
internal sealed record ReadingView(TextReading Prompt, TextReading? Negative, IReadOnlyList<string> Sentences)
{
    public static ReadingView Of(PromptReading reading) => new(reading.Prompt, reading.Negative, reading.Sentences());
}
