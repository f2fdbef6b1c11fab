using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Order;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace CrossChainOracle.Bench.Micro;

/// <summary>How every microbenchmark is run: in this process, because generated projects would fall under the repository's build rules.</summary>
internal static class MicroConfig
{
    public static Task Run(bool quick, params Type[] benchmarks)
    {
        foreach (var type in benchmarks) BenchmarkRunner.Run(type, Create(quick));
        return Task.CompletedTask;
    }

    private static ManualConfig Create(bool quick)
    {
        var job = quick ? Job.ShortRun : Job.Default.WithWarmupCount(8).WithIterationCount(15);
        return ManualConfig.CreateEmpty()
            .AddJob(job.WithToolchain(InProcessEmitToolchain.Instance))
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddColumnProvider(DefaultColumnProviders.Descriptor, DefaultColumnProviders.Params, DefaultColumnProviders.Metrics)
            .AddColumn(StatisticColumn.Median, StatisticColumn.Min, StatisticColumn.StdDev, BaselineRatioColumn.RatioMean)
            .AddLogger(ConsoleLogger.Default)
            .AddExporter(MarkdownExporter.GitHub)
            .WithOrderer(new DefaultOrderer(SummaryOrderPolicy.Declared))
            .WithOptions(ConfigOptions.DisableLogFile);
    }
}
