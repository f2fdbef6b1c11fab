using CrossChainOracle.Azure.Apps;
using CrossChainOracle.Azure.EventHubs;
using CrossChainOracle.Functions.Ingest;
using CrossChainOracle.Hosting;
using CrossChainOracle.Hosting.Distributed;
using CrossChainOracle.Pipeline.Distributed;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

var settings = IngestSettings.Read(Environment.GetEnvironmentVariable);
var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.Services
    .AddSingleton(settings)
    .AddSingleton(static services => Deployment.Load(
        Path.Combine(AppContext.BaseDirectory, services.GetRequiredService<IngestSettings>().Common.ConfigFile), Environment.GetEnvironmentVariable, NodeHttp.Client(), TimeProvider.System, NoticeLog.To(services.GetRequiredService<ILoggerFactory>())))
    .AddSingleton(services => new CloudParts(settings.Common.ClientId, services.GetRequiredService<Deployment>().Domain.Deployment))
    .AddSingleton(services => services.GetRequiredService<CloudParts>().Publisher(settings.Stream.Namespace, ObservedStream.Hub, settings.Stream.Partitions, settings.Common.Blobs))
    .AddSingleton(static services => services.GetRequiredService<Deployment>().PriceIngest(services.GetRequiredService<EventHubPublisher>(), Environment.GetEnvironmentVariable))
    .AddSingleton(services =>
    {
        var (deployment, cloud, stream) = (services.GetRequiredService<Deployment>(), services.GetRequiredService<CloudParts>(), services.GetRequiredService<EventHubPublisher>());
        var ledger = cloud.Ledger(settings.Ledger.Account, settings.Ledger.Database, settings.Common.Blobs, deployment.Signatories, writer: null);
        return new CollateralStart(cancellation => deployment.CollateralIngestAsync(stream, ledger, cancellation));
    });

// Whatever is wrong with the configuration is said now, and not at the first tick.
using var host = builder.Build();
_ = host.Services.GetRequiredService<PriceIngest>();
await host.RunAsync().ConfigureAwait(false);
