using CrossChainOracle.Azure.Apps;
using CrossChainOracle.Azure.Relay;
using CrossChainOracle.Functions.Relay;
using Microsoft.Azure.Functions.Worker.Builder;

var settings = RelaySettings.Read(Environment.GetEnvironmentVariable);
var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
AppTelemetry.Add(builder, settings.Common);
RelayApp.Add(builder.Services, settings, Environment.GetEnvironmentVariable);
using var host = builder.Build();
await host.RunCheckedAsync<CloudRelay>().ConfigureAwait(false);
