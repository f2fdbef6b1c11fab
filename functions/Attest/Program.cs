using CrossChainOracle.Azure.Apps;
using CrossChainOracle.Functions.Attest;
using CrossChainOracle.Hosting.Distributed;
using Microsoft.Azure.Functions.Worker.Builder;

var settings = AttestSettings.Read(Environment.GetEnvironmentVariable);
var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
AppTelemetry.Add(builder, settings.Common);
AttestApp.Add(builder.Services, settings);
using var host = builder.Build();
await host.RunCheckedAsync<Attesting>().ConfigureAwait(false);
