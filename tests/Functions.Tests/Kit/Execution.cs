using Microsoft.Azure.Functions.Worker;

namespace CrossChainOracle.Functions.Tests.Kit;

/// <summary>One execution as the platform describes it.</summary>
/// <param name="partition">Of the delivery; null: it does not say.</param>
internal sealed class Execution(int? partition) : FunctionContext
{
    public override string InvocationId => "test";

    public override BindingContext BindingContext { get; } = new Bound(partition is null ? [] : new() { ["PartitionContext"] = $$"""{"FullyQualifiedNamespace":"test","EventHubName":"observations","ConsumerGroup":"attest","PartitionId":"{{partition}}"}""" });

#if CLOUD
    public override string FunctionId => "test";

    public override TraceContext TraceContext => throw new NotSupportedException();

    public override RetryContext RetryContext => throw new NotSupportedException();

    public override IServiceProvider InstanceServices { get; set; } = null!;

    public override FunctionDefinition FunctionDefinition => throw new NotSupportedException();

    public override IDictionary<object, object> Items { get; set; } = new Dictionary<object, object>();

    public override IInvocationFeatures Features => throw new NotSupportedException();
#endif

    private sealed class Bound(Dictionary<string, object?> data) : BindingContext
    {
        public override IReadOnlyDictionary<string, object?> BindingData => data;
    }
}
