using CrossChainOracle.Azure.Apps;
using CrossChainOracle.Encoding.Json;
using CrossChainOracle.Functions.Serve;
using CrossChainOracle.Hosting;
using CrossChainOracle.Hosting.Distributed;
using CrossChainOracle.Hosting.Http;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

var settings = ServeSettings.Read(Environment.GetEnvironmentVariable);
var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.Services.AddSingleton<IAttestedView>(services =>
{
    var deployment = Deployment.Load(Path.Combine(AppContext.BaseDirectory, settings.Common.ConfigFile), EndpointAddress.Unreachable, NodeHttp.Client(), TimeProvider.System, NoticeLog.To(services.GetRequiredService<ILoggerFactory>()));
    var cloud = new CloudParts(settings.Common.ClientId, deployment.Domain.Deployment);
    return new LedgerView(deployment, cloud.Ledger(settings.Ledger.Account, settings.Ledger.Database, settings.Common.Blobs, deployment.Signatories, writer: null), ServeSettings.Refresh, TimeProvider.System);
});

// Whatever is wrong with the configuration is said now, and not at the first request.
using var host = builder.Build();
_ = host.Services.GetRequiredService<IAttestedView>();
await host.RunAsync().ConfigureAwait(false);
