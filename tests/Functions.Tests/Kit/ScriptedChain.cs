using CrossChainOracle.Collateral.Watching;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Functions.Tests.Kit;

/// <summary>A chain as it is seen: what the next looks give, and what they were asked to watch.</summary>
internal sealed class ScriptedChain(ChainReading first, params PositionReading[] positions) : IChainWatcher
{
    private ChainLook _next = Look(first, positions);

    public ChainId Chain => first.Chain;

    public TimeSpan Poll => TimeSpan.FromSeconds(1);

    public IReadOnlyCollection<OpenBlock> Asked { get; private set; } = [];

    /// <summary>What every look gives from now on.</summary>
    public void Shows(ChainReading reading, params PositionReading[] changed) => _next = Look(reading, changed);

    public Task<ChainLook> LookAsync(IReadOnlyCollection<OpenBlock> open, CancellationToken cancellation)
    {
        Asked = open;
        return Task.FromResult(_next);
    }

    private static ChainLook Look(ChainReading reading, PositionReading[] positions) =>
        new(reading, [.. positions.GroupBy(position => position.Account).Select(own => new AccountLook(own.Key, [.. own], []))], [], null);
}
