using Hippogriff.Studio.Gallery;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Storage;

namespace Hippogriff.Tests.Studio;

/// <summary>One row that cannot be read is one row that cannot be read.</summary>
public sealed class StoredRowsTests : IAsyncDisposable
{
    private readonly QueueFixture _studio = new();

    public ValueTask DisposeAsync() => _studio.DisposeAsync();

    private void Sql(string sql, params (string, object?)[] values) =>
        Damage.Sql(_studio.In("studio/studio.db"), sql, values);

    [Theory]
    [InlineData("""{"prompt":"x","model":"first-fast","seed":1,"futureField":1}""", "futureField")]
    [InlineData("{broken", "")]
    [InlineData("", "")]
    [InlineData("null", "")]
    [InlineData("[]", "")]
    [InlineData("7", "")]
    [InlineData("{}", "")]
    [InlineData("""{"prompt":null}""", "")]
    [InlineData("""{"prompt":7,"seed":"x"}""", "")]
    [InlineData("""{"prompt":"x","seed":1e99}""", "")]
    [InlineData("""{"prompt":"x","negativePrompt":null}""", "")]
    [InlineData("""{"prompt":"\ud800"}""", "")]
    public async Task A_waiting_job_that_cannot_be_read_fails_with_a_sentence_and_the_others_are_drawn(
        string body,
        string named
    )
    {
        Job bad = await _studio.TakeAsync("bad"),
            good = await _studio.TakeAsync("good");
        Sql("UPDATE job SET body = $body WHERE id = $id", ("$body", body), ("$id", JobStore.Name(bad.Id)));
        _studio.Reopen();
        Job failed = _studio.Queue.Find(bad.Id)!;
        Assert.Equal(JobState.Failed, failed.State);
        Assert.EndsWith(".", failed.Error, StringComparison.Ordinal);
        Assert.Contains(named, failed.Error, StringComparison.Ordinal);
        Assert.Equal(good.Id, (await _studio.DrawNextAsync()).Id);
        Assert.Equal(2, _studio.Queue.Ended(10).Count);
        Assert.Empty(_studio.Store.UploadsInUse());
    }

    [Theory]
    [InlineData("id", "no name")]
    [InlineData("created", "soon")]
    [InlineData("created", 9_000_000_000_000_000)]
    [InlineData("client", null)]
    [InlineData("state", 1_000)]
    [InlineData("started", 9_000_000_000_000_000)]
    public async Task A_job_row_with_a_value_that_cannot_be_is_passed_over(string column, object? value)
    {
        Job bad = await _studio.TakeAsync("bad"),
            good = await _studio.TakeAsync("good");
        await _studio.DrawNextAsync();
        if (value is null)
            Sql(
                "PRAGMA ignore_check_constraints = 1; UPDATE job SET client = CAST(x'' AS TEXT) WHERE id = $id",
                ("$id", JobStore.Name(bad.Id))
            );
        else
            Sql($"UPDATE job SET {column} = $value WHERE id = $id", ("$value", value), ("$id", JobStore.Name(bad.Id)));
        _studio.Reopen();
        Assert.Equal([good.Id], _studio.Queue.Open().Select(now => now.Job.Id));
        _ = _studio.Queue.Ended(10);
        Assert.Equal(good.Id, (await _studio.DrawNextAsync()).Id);
    }

    /// <summary>Takes back what version 5 added.</summary>
    private const string WithoutTexts = "ALTER TABLE job DROP COLUMN texts;";

    /// <summary>Takes back what version 4 added, and later ones.</summary>
    private const string WithoutOwners =
        WithoutTexts
        + """
            DROP INDEX job_owner;
            ALTER TABLE job DROP COLUMN owner;
            DROP INDEX picture_owner;
            DROP INDEX picture_shared;
            ALTER TABLE picture DROP COLUMN owner;
            ALTER TABLE picture DROP COLUMN shared;
            DROP TABLE person;
            DROP TABLE upload_owner;
            """;

    [Theory]
    [InlineData(1, WithoutOwners + "ALTER TABLE job DROP COLUMN warnings")]
    [InlineData(2, WithoutOwners)]
    [InlineData(3, WithoutOwners)]
    [InlineData(4, WithoutTexts)]
    public async Task A_studio_of_each_earlier_version_is_opened_with_all_that_it_has(int version, string back)
    {
        Job done = await _studio.TakeAsync("a cat"),
            waits = await _studio.TakeAsync("a dog");
        await _studio.DrawNextAsync();
        _studio.Close();
        Sql($"{back}; PRAGMA user_version = {version}");
        _studio.Open();
        Job read = _studio.Queue.Find(done.Id)!;
        Assert.Equal((JobState.Done, 1, 0), (read.State, read.Pictures.Count, read.Warnings.Count));
        Assert.Equal(("", ""), (read.Owner, _studio.Gallery.Find(read.Pictures[0])!.Owner));
        Assert.Equal([waits.Id], _studio.Queue.Open().Select(now => now.Job.Id));
        Assert.Equal(waits.Id, (await _studio.DrawNextAsync()).Id);
    }

    /// <summary>
    /// Version 2 put prompts into the index as they were typed, accents apart from their letters where somebody typed
    /// them so.
    /// </summary>
    [Fact]
    public async Task Prompts_that_an_earlier_version_stored_are_found_however_they_are_typed()
    {
        const string Composed = "\ud55c\uad6d",
            Apart = "\u1112\u1161\u11ab\u1100\u116e\u11a8";
        long id = _studio.Add(Guid.NewGuid(), await _studio.ImagesAsync("x")).Single();
        long other = _studio.Add(Guid.NewGuid(), await _studio.ImagesAsync("a cat")).Single();
        _studio.Close();
        Sql("INSERT INTO picture_words (picture_words, rowid, prompt) VALUES ('delete', $id, 'x')", ("$id", id));
        Sql("UPDATE picture SET prompt = $prompt WHERE id = $id", ("$id", id), ("$prompt", Apart));
        Sql("INSERT INTO picture_words (rowid, prompt) VALUES ($id, $prompt)", ("$id", id), ("$prompt", Apart));
        Sql(WithoutOwners + "PRAGMA user_version = 2");
        _studio.Open();
        foreach (string typed in new[] { Composed, Apart })
            Assert.Equal([id], _studio.Gallery.Search(new GalleryQuery(typed)).Select(picture => picture.Id));
        Assert.Equal([other], _studio.Gallery.Search(new GalleryQuery("cat")).Select(picture => picture.Id));
        Assert.Empty(_studio.Gallery.Search(new GalleryQuery("x")));
        _studio.Reopen(); // what is done once is not done again
        Assert.Equal([id], _studio.Gallery.Search(new GalleryQuery(Composed)).Select(picture => picture.Id));
    }

    [Theory]
    [InlineData("""["It does not know 'x'."]""", 1)]
    [InlineData("""["one", null, "two"]""", 2)]
    [InlineData("null", 0)]
    [InlineData("{broken", 0)]
    [InlineData("7", 0)]
    [InlineData("[[]]", 0)]
    public async Task A_job_is_not_lost_for_what_was_said_about_it(string warnings, int read)
    {
        Job done = await _studio.TakeAsync("a cat");
        await _studio.DrawNextAsync();
        Sql("UPDATE job SET warnings = $said", ("$said", warnings));
        _studio.Reopen();
        Assert.Equal(
            (JobState.Done, read),
            (_studio.Queue.Find(done.Id)!.State, _studio.Queue.Find(done.Id)!.Warnings.Count)
        );
    }

    [Theory]
    [InlineData("settings", "{")]
    [InlineData("settings", "{}")]
    [InlineData("settings", "null")]
    [InlineData("settings", "[1]")]
    [InlineData("settings", "")]
    [InlineData("settings", """{"prompt":"x","negativePrompt":"","width":"wide"}""")]
    [InlineData("job", "no job")]
    [InlineData("created", 9_000_000_000_000_000)]
    [InlineData("deleted", -9_000_000_000_000_000)]
    [InlineData("steps", 9_000_000_000_000_000)]
    public async Task A_picture_row_that_cannot_be_read_is_skipped_and_named(string column, object value)
    {
        long bad = await _studio.AddAsync("bad"),
            good = await _studio.AddAsync("good");
        Sql($"UPDATE picture SET {column} = $value WHERE id = $id", ("$value", value), ("$id", bad));
        _studio.Reopen();
        if (column != "deleted")
            Assert.Equal([good], _studio.Gallery.Search(new()).Select(picture => picture.Id));
        _ = _studio.Gallery.Search(new GalleryQuery(Deleted: true));
        Assert.Null(_studio.Gallery.Find(bad));
        Assert.Contains(
            _studio.Notes,
            note =>
                note.Contains("cannot be read", StringComparison.Ordinal)
                && note.Contains($" {bad};", StringComparison.Ordinal)
        );
        Assert.NotNull(_studio.Gallery.Png(bad));
    }

    [Theory]
    [InlineData("half")]
    [InlineData("")]
    public async Task A_damaged_file_of_steps_is_as_none(string content)
    {
        long id = await _studio.AddAsync("a cat", steps: true);
        File.WriteAllText(_studio.In($"studio/steps/{id}.zip"), content);
        Assert.Empty(_studio.Gallery.Steps(id));
        Assert.Empty(_studio.Gallery.Levels(id));
        Assert.Null(_studio.Gallery.Step(id, 0));
    }

    [Fact]
    public async Task Pages_that_are_damaged_while_the_studio_runs_are_said_with_the_remedy()
    {
        for (int i = 0; i < 40; i++)
            await _studio.AddAsync(new string('x', 1_000) + i);
        _studio.Close();
        _studio.Open(); // which writes the log into the file
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools(); // and with them the pages that were read before
        Damage.Database(_studio.In("studio/studio.db"), "a flipped page");
        StudioDamagedException said = Assert.Throws<StudioDamagedException>(() => _studio.Gallery.Search(new()));
        Assert.Contains("hippogriff studio repair", said.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(_studio.In(""), said.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_another_program_writes_into_the_database_the_answer_is_to_ask_again()
    {
        await _studio.TakeAsync();
        using Microsoft.Data.Sqlite.SqliteConnection other = new(
            StudioDatabase.Connect(
                _studio.In("studio/studio.db"),
                Microsoft.Data.Sqlite.SqliteOpenMode.ReadWrite,
                pooling: false
            )
        );
        other.Open();
        using (other.BeginTransaction(deferred: false))
            await Assert.ThrowsAsync<StudioBusyException>(() => _studio.TakeAsync());
        await _studio.TakeAsync();
        Assert.Equal(2, _studio.Queue.Length);
    }

    [Fact]
    public async Task Of_an_order_that_cannot_be_read_the_rest_is_shown_as_far_as_it_goes()
    {
        const string Later = "a later version of Hippogriff";
        (string Body, JobRequest Known, string Fault)[] rows =
        [
            (
                """{"prompt":"x","negativePrompt":"y","model":"z","seed":7,"future":1}""",
                new JobRequest
                {
                    Prompt = "x",
                    NegativePrompt = "y",
                    Model = "z",
                    Seed = 7,
                },
                Later
            ),
            ("""{"prompt":1,"negativePrompt":[],"model":{},"seed":"7"}""", new JobRequest { Prompt = "" }, Later),
            ("""{"negativePrompt":"y"}""", new JobRequest { Prompt = "", NegativePrompt = "y" }, Later),
            (
                """{"prompt":null,"negativePrompt":"y","seed":7}""",
                new JobRequest
                {
                    Prompt = "",
                    NegativePrompt = "y",
                    Seed = 7,
                },
                ""
            ),
            ("[1]", new JobRequest { Prompt = "" }, Later),
            ("{broken", new JobRequest { Prompt = "" }, Later),
        ];
        foreach ((string body, JobRequest known, string fault) in rows)
        {
            (JobRequest order, string? said) = StoredRequest.Read(body);
            Assert.Equal(known, order);
            Assert.Contains(fault, said, StringComparison.Ordinal);
            Assert.Contains("cannot be drawn", said, StringComparison.Ordinal);
        }
        JobRequest whole = (await _studio.TakeAsync()).Order;
        Assert.Equal((whole, null), StoredRequest.Read(StudioJson.Write(whole)));
    }
}
