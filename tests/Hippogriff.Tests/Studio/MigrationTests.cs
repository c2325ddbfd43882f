using System.Security.Cryptography;
using System.Text;
using Hippogriff.Studio.Storage;
using Microsoft.Data.Sqlite;

namespace Hippogriff.Tests.Studio;

/// <summary>A database of every earlier version is brought to the newest, and its rows with it.</summary>
public sealed class MigrationTests : IDisposable
{
    /// <summary>The begin of the hash of each step. What was once shipped is in files of users, and stays.</summary>
    private const string Shipped =
        "7057f8adea687a41 a78ffb4f0b9d546c e1ee9ad8498427c4 14965f0f67c1673b " + "48fd30a218e653bd a529ea69f788e98d";

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<int> Earlier => [.. Enumerable.Range(1, Migrations.Steps.Count - 1)];

    private string File => _folder.In("studio/studio.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Steps_are_added_and_never_changed() =>
        Assert.Equal(
            Shipped,
            string.Join(
                ' ',
                Migrations.Steps.Select(step =>
                    Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(step)))[..16]
                )
            )
        );

    [Theory]
    [MemberData(nameof(Earlier))]
    public void A_studio_of_an_earlier_version_opens_with_everything_in_it(int version)
    {
        Make(version);
        using DataFolder home = new(_folder.In("studio"));
        using (StudioDatabase opened = new(home))
            Assert.False(opened.IsNew);

        using SqliteConnection database = Open();
        Assert.Equal(Migrations.Steps.Count, database.Value<long>("PRAGMA user_version"));
        Assert.Equal("ok", database.Value<string>("PRAGMA integrity_check"));
        Assert.Equal("waits", database.Value<string>("SELECT client FROM job WHERE state = 0"));
        Assert.Equal(1, Found(database, "apple"));
        Assert.Equal(1, Found(database, "caf\u00e9")); // composed, as searches are
        Assert.Equal("", database.Value<string>("SELECT max(owner) FROM picture"));
        Assert.Equal(version < 4 ? 0 : 1, database.Value<long>("SELECT count(*) FROM person WHERE secret = ''"));
    }

    [Fact]
    public void A_step_that_fails_leaves_the_version_before_it()
    {
        Make(3);
        using (SqliteConnection database = Open())
            database.Run("CREATE TABLE person (id INTEGER)"); // which step 4 makes
        using (DataFolder home = new(_folder.In("studio")))
            Assert.ThrowsAny<HippogriffException>(() => new StudioDatabase(home));
        using SqliteConnection left = Open();
        Assert.Equal(3, left.Value<long>("PRAGMA user_version"));
        Assert.Equal(2, left.Value<long>("SELECT count(*) FROM picture"));
    }

    /// <summary>A database as the given version left it, with a row of each table that it has.</summary>
    private void Make(int version)
    {
        DataFolder.Mark(_folder.In("studio"));
        using SqliteConnection database = Open();
        Migrations.Run(database, File, version);
        database.Run("INSERT INTO job (id, client, body, state, place, created) VALUES ('a', 'waits', '{}', 0, 1, 1)");
        foreach (string prompt in (string[])["a red apple", version < 3 ? "a cafe\u0301" : "a caf\u00e9"])
            database.Run(
                "INSERT INTO picture (job, settings, prompt, model, created, steps) "
                    + "VALUES ('b', '{}', $p, 'first', 1, 4)",
                ("$p", prompt)
            );
        if (version >= 4)
            database.Run("INSERT INTO person (id, name, secret, created) VALUES ('c', 'Ada', 'plain', 1)");
    }

    private static long Found(SqliteConnection database, string word) =>
        database.Value<long>("SELECT count(*) FROM picture_words WHERE picture_words MATCH $word", ("$word", word));

    private SqliteConnection Open()
    {
        SqliteConnection connection = new($"Data Source={File};Pooling=False");
        connection.Open();
        return connection;
    }
}
