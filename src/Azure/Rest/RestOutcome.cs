namespace CrossChainOracle.Azure.Rest;

/// <summary>What came of a call.</summary>
public abstract record RestOutcome<T>
{
    private RestOutcome() { }

    /// <summary>The service answered; the value is what the caller made of it.</summary>
    public sealed record Answered(T Value) : RestOutcome<T>;

    /// <summary>There is no whole answer. The reason holds neither address nor token.</summary>
    /// <param name="Reason">What was wrong.</param>
    /// <param name="MayHaveArrived">The service may have done what it was asked.</param>
    public sealed record Broken(string Reason, bool MayHaveArrived) : RestOutcome<T>;
}
