namespace Microsoft.Azure.Functions.Worker;

/// <summary>Names a function.</summary>
[AttributeUsage(AttributeTargets.Method)]
public class FunctionAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}

/// <summary>One execution.</summary>
public abstract class FunctionContext
{
    public abstract string InvocationId { get; }

    public abstract BindingContext BindingContext { get; }

    public virtual CancellationToken CancellationToken { get; }
}

/// <summary>What came with the trigger.</summary>
public abstract class BindingContext
{
    public abstract IReadOnlyDictionary<string, object?> BindingData { get; }
}

/// <summary>How a failed execution is repeated.</summary>
public abstract class RetryAttribute : Attribute;

/// <summary>Ever longer pauses, from the least to the most.</summary>
/// <param name="maxRetryCount">-1: for ever.</param>
/// <param name="minimumInterval">HH:mm:ss.</param>
/// <param name="maximumInterval">HH:mm:ss.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ExponentialBackoffRetryAttribute(int maxRetryCount, string minimumInterval, string maximumInterval) : RetryAttribute
{
    public int MaxRetryCount { get; } = maxRetryCount;

    public string MinimumInterval { get; } = minimumInterval;

    public string MaximumInterval { get; } = maximumInterval;
}
