using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Hippogriff.Tests.Studio;

/// <summary>Backups as disks, programs and enemies leave them.</summary>
internal static class ChangedBackup
{
    public static void Change(string zip, string how)
    {
        switch (how)
        {
            case "cut":
                using (FileStream file = File.OpenWrite(zip))
                    file.SetLength(file.Length / 2);
                return;
            case "empty":
                File.WriteAllBytes(zip, []);
                return;
            case "flipped":
                byte[] bytes = File.ReadAllBytes(zip);
                bytes[bytes.AsSpan().IndexOf("IDAT"u8) + 20] ^= 1;
                File.WriteAllBytes(zip, bytes);
                return;
        }
        using ZipArchive archive = ZipFile.Open(zip, ZipArchiveMode.Update);
        JsonObject list = JsonNode.Parse(Read(archive, "backup.json"))!.AsObject();
        JsonArray files = list["files"]!.AsArray();
        JsonObject picture = files.First(file => (string)file!["name"]! == "pictures/1.png")!.AsObject();
        switch (how)
        {
            case "a name that leads out":
                Add(archive, files, "../out.txt", "x"u8.ToArray());
                break;
            case "an absolute name":
                Add(archive, files, "/out.txt", "x"u8.ToArray());
                break;
            case "one more":
                Put(archive, "pictures/9.png", "x"u8.ToArray());
                break;
            case "one less":
                archive.GetEntry("pictures/1.png")!.Delete();
                break;
            case "longer":
                picture["bytes"] = (long)picture["bytes"]! + 1;
                break;
            case "shorter":
                picture["bytes"] = (long)picture["bytes"]! - 1;
                break;
            case "another hash":
                picture["sha256"] = new string('0', 64);
                break;
            case "a later form":
                list["format"] = 2;
                break;
            case "a name twice":
                files.Add(JsonNode.Parse(picture.ToJsonString().Replace("1.png", "1.PNG", StringComparison.Ordinal)));
                break;
            case "no database":
                archive.GetEntry("studio.db")!.Delete();
                files.Remove(files.First(file => (string)file!["name"]! == "studio.db"));
                break;
            case "a newer database":
                byte[] database = Read(archive, "studio.db");
                database[63] = 99; // user_version, https://www.sqlite.org/fileformat.html section 1.3
                archive.GetEntry("studio.db")!.Delete();
                files.Remove(files.First(file => (string)file!["name"]! == "studio.db"));
                Add(archive, files, "studio.db", database);
                break;
            case "a link":
                archive.GetEntry("pictures/1.png")!.ExternalAttributes = unchecked((int)0xA1FF0000);
                break;
        }
        if (how == "no list")
            archive.GetEntry("backup.json")!.Delete();
        else
            Put(
                archive,
                "backup.json",
                how == "a list that is none" ? "[1]"u8.ToArray() : Encoding.UTF8.GetBytes(list.ToJsonString())
            );
    }

    private static void Add(ZipArchive archive, JsonArray files, string name, byte[] content)
    {
        Put(archive, name, content);
        files.Add(
            new JsonObject
            {
                ["name"] = name,
                ["bytes"] = content.Length,
                ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(content)),
            }
        );
    }

    private static byte[] Read(ZipArchive archive, string name)
    {
        using Stream stream = archive.GetEntry(name)!.Open();
        using MemoryStream bytes = new();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static void Put(ZipArchive archive, string name, byte[] content)
    {
        archive.GetEntry(name)?.Delete();
        using Stream stream = archive.CreateEntry(name, CompressionLevel.NoCompression).Open();
        stream.Write(content);
    }
}
