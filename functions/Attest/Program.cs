using CrossChainOracle.Azure.Apps;
using CrossChainOracle.Azure.Blobs;
using CrossChainOracle.Azure.KeyVault;
using CrossChainOracle.Encoding.Json;
using CrossChainOracle.Functions.Attest;
using CrossChainOracle.Hosting;
using CrossChainOracle.Hosting.Distributed;
using CrossChainOracle.Pipeline.Distributed;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

const string Attestations = "attestations";
const string LogContainer = "attester-log";

var settings = AttestSettings.Read(Environment.GetEnvironmentVariable);
var key = KeyVaultKey.Create(settings.Key.KeyId, settings.Key.PublicKey);
var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.Services
    .AddSingleton(services => Deployment.Load(
        Path.Combine(AppContext.BaseDirectory, settings.Common.ConfigFile), EndpointAddress.Unreachable, NodeHttp.Client(), TimeProvider.System, NoticeLog.To(services.GetRequiredService<ILoggerFactory>())))
    .AddSingleton(services => new CloudParts(settings.Common.ClientId, services.GetRequiredService<Deployment>().Domain.Deployment))
    .AddSingleton(services => services.GetRequiredService<CloudParts>().Consumption(settings.Stream.Namespace, ObservedStream.Hub, settings.Stream.Partitions, settings.Common.Blobs))
    .AddSingleton(services =>
    {
        var (deployment, cloud) = (services.GetRequiredService<Deployment>(), services.GetRequiredService<CloudParts>());
        var ledger = cloud.Ledger(settings.Ledger.Account, settings.Ledger.Database, settings.Common.Blobs, deployment.Signatories, key.Address);
        var signer = new KeyVaultSigner(key, cloud.Credential, cloud.Http, TimeProvider.System);
        var log = new BlobAttesterLog(cloud.Container(settings.Log, LogContainer), key.Address);
        return deployment.Attesting(ledger, cloud.Publisher(settings.Stream.Namespace, Attestations, settings.Stream.Partitions, settings.Common.Blobs), signer, log, ledger.NoteLatestAsync);
    });

// Whatever is wrong with the configuration is said now, and not at the first event.
using var host = builder.Build();
var attesting = host.Services.GetRequiredService<Attesting>();

// Before the first observation: a set that is to follow is named although nothing arrives. Where that cannot be done now, the first observation tries again, and waits.
if (await attesting.StartAsync(CancellationToken.None).ConfigureAwait(false) is { } waiting) NoticeLog.To(host.Services.GetRequiredService<ILoggerFactory>())(new(NoticeLevel.Alarm, "start", waiting));
await host.RunAsync().ConfigureAwait(false);
