namespace CrossChainOracle.Pipeline.Tests.Accounts.RealChain;

/// <summary>One node for all tests of a class, started by the first that runs.</summary>
public sealed class SharedChain : IDisposable
{
    private readonly Lazy<Task<TokenChain>> _chain = new(static () => TokenChain.StartAsync(31337));

    internal Task<TokenChain> StartedAsync() => _chain.Value;

    public void Dispose()
    {
        if (_chain is { IsValueCreated: true, Value.IsCompletedSuccessfully: true }) _chain.Value.Result.Dispose();
    }
}
