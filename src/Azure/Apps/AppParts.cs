using CrossChainOracle.Azure.EventHubs;
using CrossChainOracle.Hosting;
using CrossChainOracle.Hosting.Distributed;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CrossChainOracle.Azure.Apps;

/// <summary>What every app is made of, and how it starts. Making the parts touches no network.</summary>
public static class AppParts
{
    /// <summary>The deployment by its configuration, the parts in Azure, and what is measured.</summary>
    /// <param name="services">Of the app.</param>
    /// <param name="common">The settings that every app has.</param>
    /// <param name="endpoints">Reads an environment variable by its name, for the configuration's endpoints.</param>
    public static IServiceCollection AddOracle(this IServiceCollection services, CommonSettings common, Func<string, string?> endpoints) => services
        .AddSingleton(static services => NoticeLog.To(services.GetRequiredService<ILoggerFactory>()))
        .AddSingleton(services => Deployment.Load(common.ConfigPath, endpoints, NodeHttp.Client(), TimeProvider.System, services.GetRequiredService<Action<NodeNotice>>()))
        .AddSingleton(services => new CloudParts(common.ClientId, services.GetRequiredService<Deployment>().Domain.Deployment, services.GetService<ConnectHub>()))
        .AddSingleton<OracleMetrics>();

    /// <summary>Whatever is wrong with the configuration, or with what the app stands on, is said now and not at the first event.</summary>
    /// <typeparam name="TFirst">What the app's functions stand on.</typeparam>
    /// <exception cref="NodeFaultException">It is.</exception>
    public static async Task RunCheckedAsync<TFirst>(this IHost host)
        where TFirst : notnull
    {
        _ = host.Services.GetRequiredService<TFirst>();
        var notify = host.Services.GetRequiredService<Action<NodeNotice>>();
        await StartChecks.RunAsync(host.Services.GetServices<StartCheck>(), TimeProvider.System, notify, CancellationToken.None).ConfigureAwait(false);
        await host.RunAsync().ConfigureAwait(false);
    }
}
