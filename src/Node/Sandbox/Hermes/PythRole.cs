using CrossChainOracle.Domain;
using CrossChainOracle.Node.Sandbox.Recordings;
using CrossChainOracle.Proofs.Pyth;

namespace CrossChainOracle.Node.Sandbox.Hermes;

/// <summary>Plays Pyth: makes the signed slot after each change of its feeds. Used from one thread.</summary>
internal sealed class PythRole(DevelopmentRouters routers, HermesBoard board)
{
    /// <summary>Half-width that is stated with every price, as nobody recorded Pyth's: 5 in 10,000 of the price, rounded up.</summary>
    public const ulong ConfidenceNumerator = 5;
    public const ulong ConfidenceDenominator = 10_000;

    private readonly SortedDictionary<Hash256, PythMessage.PriceFeed> _messages = [];
    private ulong _slot;

    /// <param name="id">The feed's price id.</param>
    /// <param name="series">What is played.</param>
    /// <param name="price">The recorded price.</param>
    /// <param name="at">Real time of the price, Unix milliseconds.</param>
    public void Take(Hash256 id, ScenarioSeries series, Price price, long at)
    {
        var mantissa = (long)Wire.Mantissa(price, series.Decimals);
        var width = ((ulong)mantissa / ConfidenceDenominator * ConfidenceNumerator)
            + ((((ulong)mantissa % ConfidenceDenominator * ConfidenceNumerator) + ConfidenceDenominator - 1) / ConfidenceDenominator);
        var time = Wire.Seconds(at);
        var previous = _messages.GetValueOrDefault(id)?.PublishTime ?? time - 1;

        // The moving averages are not recorded either, and nothing here reads them: the price stands for them.
        _messages[id] = new(id, mantissa, width, -series.Decimals, time, previous, mantissa, width);
    }

    /// <summary>Signs all feeds as they stand and sends them out.</summary>
    public void Publish(long at)
    {
        _slot++;
        PythMessage.PriceFeed[] messages = [.. _messages.Values];
        var time = Wire.Seconds(at);
        board.Publish(new(_slot, time, routers.Sign(checked((uint)time), _slot, messages), messages));
    }
}
