using CrossChainOracle.Azure.Apps;
using CrossChainOracle.Functions.Serve;
using CrossChainOracle.Hosting.Http;
using Microsoft.Azure.Functions.Worker.Builder;

var settings = ServeSettings.Read(Environment.GetEnvironmentVariable);
var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
AppTelemetry.Add(builder, settings.Common);
ServeApp.Add(builder.Services, settings);
using var host = builder.Build();
await host.RunCheckedAsync<IAttestedView>().ConfigureAwait(false);
