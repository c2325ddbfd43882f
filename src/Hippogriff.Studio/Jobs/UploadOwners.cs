using Hippogriff.Studio.Storage;

namespace Hippogriff.Studio.Jobs;

/// <summary>Who uploaded what, where people are told apart. Two who uploaded the same picture both have it.</summary>
internal sealed class UploadOwners(StudioDatabase database, Uploads uploads)
{
    /// <summary>Notes that somebody has uploaded a picture or mask.</summary>
    public void Add(string name, string owner) =>
        database.Write(connection =>
            connection.Run(
                "INSERT OR IGNORE INTO upload_owner (name, owner) VALUES ($name, $owner)",
                ("$name", name),
                ("$owner", owner)
            )
        );

    /// <summary>Whether somebody has uploaded it.</summary>
    public bool Has(string name, string owner) =>
        database.Read(connection =>
            connection.Value<long>(
                "SELECT count(*) FROM upload_owner WHERE name = $name AND owner = $owner",
                ("$name", name),
                ("$owner", owner)
            )
        ) > 0;

    /// <summary>Deletes what somebody has uploaded and nobody else.</summary>
    public void RemoveOf(string owner)
    {
        IReadOnlyList<string> alone = database.Write(connection =>
        {
            List<string> alone = connection.Rows(
                "SELECT name FROM upload_owner AS own WHERE owner = $owner AND NOT EXISTS "
                    + "(SELECT 1 FROM upload_owner AS other WHERE other.name = own.name AND other.owner <> $owner)",
                row => row.GetString(0),
                ("$owner", owner)
            );
            connection.Run("DELETE FROM upload_owner WHERE owner = $owner", ("$owner", owner));
            return alone;
        });
        uploads.Remove(alone);
    }
}
