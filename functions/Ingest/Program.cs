using CrossChainOracle.Azure.Apps;
using CrossChainOracle.Functions.Ingest;
using CrossChainOracle.Pipeline.Distributed;
using Microsoft.Azure.Functions.Worker.Builder;

var settings = IngestSettings.Read(Environment.GetEnvironmentVariable);
var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
AppTelemetry.Add(builder, settings.Common);
IngestApp.Add(builder.Services, settings, Environment.GetEnvironmentVariable);
using var host = builder.Build();
await host.RunCheckedAsync<PriceIngest>().ConfigureAwait(false);
