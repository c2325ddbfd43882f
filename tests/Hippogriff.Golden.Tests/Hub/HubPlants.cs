namespace Hippogriff.Golden.Tests.Hub;

/// <summary>What recorded scenarios put into folders before a call, and what must not change outside of them.</summary>
internal static class HubPlants
{
    private const string Vae = "vae/diffusion_pytorch_model.safetensors";

    /// <summary>Does what the code before a recorded call does.</summary>
    public static void Prepare(HubScenario scenario, string code)
    {
        StubRepository tiny = scenario.Hub.Repositories[0];
        string commit = tiny.Refs["main"],
            local = Path.Combine(scenario.Local, Vae);
        switch (scenario.Name)
        {
            case "planted_file_link":
                Directory.CreateDirectory(scenario.Local);
                File.CreateSymbolicLink(Path.Combine(scenario.Local, "README.md"), scenario.Outside + ".txt");
                break;
            case "planted_folder_link":
                Directory.CreateDirectory(scenario.Local);
                File.CreateSymbolicLink(Path.Combine(scenario.Local, "unet"), scenario.Outside);
                break;
            case "planted_snapshot_link":
                string snapshot = Path.Combine(scenario.Cache, "models--stub-org--tiny-diffusion/snapshots", commit);
                Directory.CreateDirectory(snapshot);
                File.CreateSymbolicLink(Path.Combine(snapshot, "unet"), scenario.Outside);
                break;
            case "local_dir" when code.Contains("write_bytes", StringComparison.Ordinal):
                File.WriteAllBytes(local, [.. Enumerable.Repeat((byte)'x', 40_000)]);
                break;
            case "local_dir" when code.Contains("unlink", StringComparison.Ordinal):
                File.Delete(local);
                break;
            case "local_dir_adopts_existing" when code.Contains("mkdir", StringComparison.Ordinal):
                Directory.CreateDirectory(Path.GetDirectoryName(local)!);
                File.WriteAllBytes(local, tiny.Commits[commit][Vae].Bytes);
                break;
            case "older_library_complete_incomplete" or "older_library_incomplete_too_long":
                string blobs = Path.Combine(scenario.Cache, "models--stub-org--tiny-diffusion/blobs");
                Directory.CreateDirectory(blobs);
                int size = scenario.Name.EndsWith("long", StringComparison.Ordinal) ? 40_001 : 40_000;
                File.WriteAllBytes(
                    Path.Combine(blobs, tiny.Commits[commit][Vae].Sha256 + ".incomplete"),
                    [.. Enumerable.Repeat((byte)'x', size)]
                );
                break;
        }
    }

    /// <summary>Requires what lies beside cache and folder to be as it was.</summary>
    public static void RequireNothingOutside(HubScenario scenario)
    {
        Assert.Empty(Directory.GetFileSystemEntries(scenario.Outside));
        Assert.Equal("mine", File.ReadAllText(scenario.Outside + ".txt"));
        Assert.Empty(
            Directory
                .GetFileSystemEntries(Path.GetDirectoryName(scenario.Outside)!)
                .Select(path => Path.GetFileName(path)!)
                .Except(["cache", "outside", "outside.txt", "local", "hf", "home"])
        );
    }

    /// <summary>The files and links of a folder, as the recordings list them.</summary>
    public static IEnumerable<string> Listing(string folder) =>
        Directory
            .GetFiles(folder, "*", SearchOption.AllDirectories)
            .Select(path =>
            {
                string name = Path.GetRelativePath(folder, path).Replace('\\', '/');
                return new FileInfo(path).LinkTarget is { } target
                    ? $"link {name} -> {target}"
                    : $"file {name} {new FileInfo(path).Length}";
            });
}
