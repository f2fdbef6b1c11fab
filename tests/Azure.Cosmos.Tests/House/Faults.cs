namespace CrossChainOracle.Azure.Cosmos.Tests;

/// <summary>Plans for a wire.</summary>
internal static class Faults
{
    /// <summary>One request ends badly.</summary>
    public static Func<int, HttpRequestMessage, WireFault> Once(int step, WireFault fault) => (number, _) => number == step ? fault : WireFault.None;

    /// <summary>From a request on, everything that writes does; reading goes on.</summary>
    public static Func<int, HttpRequestMessage, WireFault> WritesFrom(int step, WireFault fault) =>
        (number, request) => number >= step && request.Method != HttpMethod.Get ? fault : WireFault.None;

    public static IEnumerable<WireFault> All => Enum.GetValues<WireFault>().Where(fault => fault != WireFault.None);

    /// <summary>Every request of a run, failing in every given way, once and for good.</summary>
    public static IEnumerable<(string Name, Func<int, HttpRequestMessage, WireFault> Plan)> Table(int steps, IEnumerable<WireFault> faults) =>
        from step in Enumerable.Range(0, steps)
        from fault in faults
        from row in new[] { ($"{fault} at request {step}", Once(step, fault)), ($"{fault} of writes from request {step}", WritesFrom(step, fault)) }
        select row;
}
