using System.Diagnostics;
using System.Text.RegularExpressions;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Azure.Blobs.Tests.Local;

/// <summary>A real Blob service (azurite, from npm) on a free loopback port, over HTTPS, that takes bearer tokens. It keeps everything in memory.</summary>
public sealed partial class Azurite : IDisposable
{
    private const string Account = "devstoreaccount1";

    private readonly Process _process;
    private readonly OwnCertificate _certificate;
    private readonly string _folder;

    private Azurite(Process process, OwnCertificate certificate, string folder, Uri address)
    {
        (_process, _certificate, _folder) = (process, certificate, folder);
        Service = new(address, Account + "/");
        Http = certificate.CreateHttp();
    }

    public static string Folder { get; } = Repository.PathOf("tests", "azurite");

    public Uri Service { get; }

    public HttpClient Http { get; }

    public static async Task<Azurite> StartAsync()
    {
        NodePackages.Ensure(Folder);
        var certificate = new OwnCertificate();
        var folder = Directory.CreateTempSubdirectory("cco-azurite-").FullName;
        var (certificateFile, keyFile) = (Path.Combine(folder, "certificate.pem"), Path.Combine(folder, "key.pem"));
        await File.WriteAllTextAsync(certificateFile, certificate.CertificatePem);
        await File.WriteAllTextAsync(keyFile, certificate.KeyPem);
        var process = Process.Start(new ProcessStartInfo("node",
        [
            Path.Combine(Folder, "node_modules", "azurite", "dist", "src", "blob", "main.js"), "--blobHost", "127.0.0.1", "--blobPort", "0",
            "--oauth", "basic", "--cert", certificateFile, "--key", keyFile, "--inMemoryPersistence", "--silent", "--disableTelemetry",
        ])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (Listening().Match(line) is not { Success: true } match) continue;

            // A full pipe would stop the service.
            _ = process.StandardOutput.ReadToEndAsync();
            return new(process, certificate, folder, new(match.Groups[1].Value));
        }

        throw new InvalidOperationException($"azurite ended before it listened: {await errors}");
    }

    /// <summary>Creates a container and gives its address.</summary>
    public async Task<Uri> CreateContainerAsync(string name)
    {
        var container = new Uri(Service, name);
        using var request = new HttpRequestMessage(HttpMethod.Put, container + "?restype=container");
        request.Headers.Add("x-ms-version", BlobContainer.Version);
        request.Headers.Authorization = new("Bearer", (await new TestCredential(TimeProvider.System).GetTokenAsync(default, default)).Token);
        using var response = await Http.SendAsync(request);
        response.EnsureSuccessStatusCode();
        return container;
    }

    /// <summary>Puts an empty blob whose name may be any.</summary>
    public async Task PutAsync(Uri container, string name)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"{container}/{Uri.EscapeDataString(name)}") { Content = new ByteArrayContent([]) };
        request.Headers.Add("x-ms-version", BlobContainer.Version);
        request.Headers.Add("x-ms-blob-type", "BlockBlob");
        request.Headers.Authorization = new("Bearer", (await new TestCredential(TimeProvider.System).GetTokenAsync(default, default)).Token);
        using var response = await Http.SendAsync(request);
        response.EnsureSuccessStatusCode();
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        Http.Dispose();
        _certificate.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [GeneratedRegex(@"successfully listens on (https://127\.0\.0\.1:\d+)")]
    private static partial Regex Listening();
}

/// <summary>One azurite for the tests of a class, started by the first that runs.</summary>
public sealed class AzuriteFixture : IDisposable
{
    private readonly Lazy<Task<Azurite>> _azurite = new(Azurite.StartAsync);
    private int _containers;

    public Task<Azurite> StartedAsync() => _azurite.Value;

    /// <summary>A new container.</summary>
    public async Task<Uri> NewContainerAsync() => await (await StartedAsync()).CreateContainerAsync($"container-{Interlocked.Increment(ref _containers)}");

    public void Dispose()
    {
        if (_azurite is { IsValueCreated: true, Value.IsCompletedSuccessfully: true }) _azurite.Value.Result.Dispose();
    }
}

/// <summary>A test against azurite. Skipped with the reason where it cannot be had, except in CI, where it fails.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AzuriteFactAttribute : FactAttribute
{
    public AzuriteFactAttribute() => Skip = NodePackages.SkipReason(Azurite.Folder);
}
