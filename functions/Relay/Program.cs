using CrossChainOracle.Azure.Apps;
using CrossChainOracle.Azure.Relay;
using CrossChainOracle.Functions.Relay;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

var settings = RelaySettings.Read(Environment.GetEnvironmentVariable);
var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
AppTelemetry.Add(builder, settings.Common);
builder.Services.AddRelay(settings, Environment.GetEnvironmentVariable);

// Whatever is wrong with the configuration is said now, and not at the first event.
using var host = builder.Build();
_ = host.Services.GetRequiredService<CloudRelay>();
await host.RunAsync().ConfigureAwait(false);
