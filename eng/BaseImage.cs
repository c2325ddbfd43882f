#:property PublishAot=false
using System.Diagnostics;
using System.Formats.Tar;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

// dotnet run eng/BaseImage.cs FOLDER: a registry of containers with one image, `base:1`, which has what this machine
// has of .NET and of the libraries that a .NET program calls. So the SDK builds our image where no registry is reached.
// Writes the port into FOLDER/port, and answers until it is ended.
const string Rootless = "1654"; // the user of Microsoft's images
string folder = args[0];
string layer = Path.Combine(folder, "base.tar");
WriteLayer(layer);
string digest = Digest(File.ReadAllBytes(layer));
byte[] config = JsonSerializer.SerializeToUtf8Bytes(
    new
    {
        architecture = "amd64",
        os = "linux",
        config = new { User = Rootless, Env = new[] { "PATH=/usr/bin:/bin", "HOME=/home/app", $"APP_UID={Rootless}" } },
        rootfs = new { type = "layers", diff_ids = new[] { digest } },
        history = new[] { new { created_by = "eng/BaseImage.cs" } },
    }
);
byte[] manifest = JsonSerializer.SerializeToUtf8Bytes(
    new
    {
        schemaVersion = 2,
        mediaType = "application/vnd.oci.image.manifest.v1+json",
        config = Described("application/vnd.oci.image.config.v1+json", config.Length, Digest(config)),
        layers = new[] { Described("application/vnd.oci.image.layer.v1.tar", new FileInfo(layer).Length, digest) },
    }
);
HttpListener listener = new();
int port = Listen(listener);
File.WriteAllText(Path.Combine(folder, "port"), $"{port}");
while (true)
{
    HttpListenerContext call = listener.GetContext();
    string path = call.Request.Url!.AbsolutePath;
    call.Response.Headers["Docker-Distribution-Api-Version"] = "registry/2.0";
    if (path == "/v2/")
        Answer(call, "application/json", "{}"u8.ToArray());
    else if (path is "/v2/base/manifests/1" || path == $"/v2/base/manifests/{Digest(manifest)}")
        Answer(call, "application/vnd.oci.image.manifest.v1+json", manifest);
    else if (path == $"/v2/base/blobs/{Digest(config)}")
        Answer(call, "application/octet-stream", config);
    else if (path == $"/v2/base/blobs/{digest}")
        Answer(call, "application/octet-stream", File.ReadAllBytes(layer));
    else
    {
        call.Response.StatusCode = 404;
        call.Response.Close();
    }
}

static object Described(string mediaType, long size, string digest) =>
    new
    {
        mediaType,
        size,
        digest,
    };

static string Digest(byte[] bytes) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(bytes))}";

static int Listen(HttpListener listener)
{
    for (int port = 20_000 + Environment.ProcessId % 10_000; ; port++)
        try
        {
            listener.Prefixes.Add($"http://localhost:{port}/");
            listener.Start();
            return port;
        }
        catch (HttpListenerException)
        {
            listener.Prefixes.Clear();
        }
}

static void Answer(HttpListenerContext call, string type, byte[] bytes)
{
    call.Response.ContentType = type;
    call.Response.ContentLength64 = bytes.Length;
    if (type.Contains("manifest", StringComparison.Ordinal))
        call.Response.Headers["Docker-Content-Digest"] = Digest(bytes);
    if (call.Request.HttpMethod != "HEAD")
        call.Response.OutputStream.Write(bytes);
    call.Response.Close();
}

static void WriteLayer(string path)
{
    string dotnet = Path.GetDirectoryName(
        File.ResolveLinkTarget("/usr/bin/dotnet", returnFinalTarget: true)?.FullName ?? Environment.ProcessPath!
    )!;
    using TarWriter tar = new(File.Create(path));
    foreach (string name in (string[])["tmp", "proc", "dev", "home"])
        tar.WriteEntry(new PaxTarEntry(TarEntryType.Directory, name) { Mode = (UnixFileMode)0b111_111_111 });
    int user = int.Parse(Rootless);
    tar.WriteEntry(new PaxTarEntry(TarEntryType.Directory, "home/app") { Uid = user, Gid = user });
    WriteText(tar, "etc/passwd", $"root:x:0:0::/:/bin/sh\napp:x:{user}:{user}::/home/app:/bin/sh\n");
    WriteText(tar, "etc/dotnet/install_location", "/usr/share/dotnet\n");
    foreach (string part in (string[])["host", "shared"])
    foreach (string file in Directory.EnumerateFiles(Path.Combine(dotnet, part), "*", SearchOption.AllDirectories))
        tar.WriteEntry(file, $"usr/share/dotnet/{Path.GetRelativePath(dotnet, file)}");
    foreach (string library in Libraries())
        tar.WriteEntry(File.ResolveLinkTarget(library, returnFinalTarget: true)?.FullName ?? library, library[1..]);
}

static void WriteText(TarWriter tar, string name, string text) =>
    tar.WriteEntry(
        new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)) }
    );

// The loader, the C and C++ libraries, and what .NET opens by name.
static IEnumerable<string> Libraries()
{
    string[] wanted =
    [
        "ld-linux-x86-64",
        "libc.",
        "libm.",
        "libdl.",
        "libpthread.",
        "librt.",
        "libgcc_s.",
        "libstdc++.",
    ];
    string[] opened =
    [
        "libicudata.so.",
        "libicui18n.so.",
        "libicuuc.so.",
        "libssl.",
        "libcrypto.",
        "libz.",
        "libresolv.",
        "libnss_dns.",
        "libnss_files.",
    ];
    ProcessStartInfo start = new("ldconfig", "-p") { RedirectStandardOutput = true };
    using Process process = Process.Start(start)!;
    string[] lines = process.StandardOutput.ReadToEnd().Split('\n');
    return lines
        .Where(line => line.Contains("x86-64", StringComparison.Ordinal))
        .Select(line => line[(line.IndexOf("=> ", StringComparison.Ordinal) + 3)..])
        .Where(file =>
            wanted.Concat(opened).Any(start => Path.GetFileName(file).StartsWith(start, StringComparison.Ordinal))
        )
        .Append("/lib64/ld-linux-x86-64.so.2")
        .Distinct();
}
