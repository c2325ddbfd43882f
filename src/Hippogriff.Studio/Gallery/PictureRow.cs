using System.Text.Json;
using Hippogriff.Pipelines;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Storage;
using Hippogriff.Texts;
using Microsoft.Data.Sqlite;

namespace Hippogriff.Studio.Gallery;

/// <summary>Rows of the table picture.</summary>
internal static class PictureRow
{
    /// <summary>The columns for <see cref="Read"/>, in order.</summary>
    public const string Columns = "id, job, settings, created, favourite, steps, deleted, owner, shared";

    /// <summary>The picture; null if the row is damaged or of a later version.</summary>
    public static GalleryPicture? Read(SqliteDataReader row)
    {
        try
        {
            return Guid.TryParseExact(row.GetString(1), "N", out Guid job) && Settings(row.GetString(2)) is { } settings
                ? new GalleryPicture(
                    row.GetInt64(0),
                    job,
                    settings,
                    row.Time(3),
                    row.GetBoolean(4),
                    Math.Max(0, row.GetInt32(5))
                )
                {
                    Deleted = row.MaybeTime(6),
                    Owner = row.GetString(7),
                    Shared = row.MaybeTime(8),
                }
                : null;
        }
        catch (Exception error) when (StoredValue.IsBad(error))
        {
            return null;
        }
    }

    /// <summary>Parses stored settings; null if they are damaged.</summary>
    public static GenerationSettings? Settings(string json)
    {
        try
        {
            return
                StudioJson.Read<GenerationSettings>(json)
                    is {
                        Prompt: not null,
                        NegativePrompt: not null,
                        Sampler: not null,
                        Schedule: not null,
                        Model: not null,
                        ModelHash: not null,
                        GuidanceInterval: not null,
                        Width: > 0,
                        Height: > 0
                    } settings
                ? settings
                : null;
        }
        catch (Exception error) when (error is JsonException || StoredValue.IsBad(error))
        {
            return null;
        }
    }

    /// <summary>Inserts a row; the picture belongs to the owner of its job.</summary>
    public static void Insert(
        SqliteConnection connection,
        long id,
        Guid job,
        GenerationSettings settings,
        int steps,
        DateTimeOffset created
    ) =>
        connection.Run(
            "INSERT INTO picture (id, job, settings, prompt, model, created, steps, owner) VALUES ($id, $job, "
                + "$settings, $prompt, $model, $created, $steps, "
                + "coalesce((SELECT owner FROM job WHERE job.id = $job), ''))",
            ("$id", id),
            ("$job", JobStore.Name(job)),
            ("$settings", StudioJson.Write(settings)),
            ("$prompt", ComposedText.Of(settings.Prompt)),
            ("$model", settings.Model),
            ("$created", created.ToUnixTimeMilliseconds()),
            ("$steps", steps)
        );
}
