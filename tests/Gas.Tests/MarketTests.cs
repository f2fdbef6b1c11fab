using CrossChainOracle.Domain;

namespace CrossChainOracle.Gas.Tests;

public class MarketTests
{
    [Fact]
    public void Prices_AreTheSameInEveryRun_AndMove()
    {
        var (one, other) = (new Market(9), new Market(9));
        var prices = Enumerable.Range(0, 200).Select(index => one.Price(index % 50)).ToList();
        Assert.Equal(prices, Enumerable.Range(0, 200).Select(index => other.Price(index % 50)));
        Assert.Equal(200, prices.Distinct().Count());
        Assert.All(prices, price => Assert.InRange(price, FixedPoint.PowerOfTen(15), FixedPoint.PowerOfTen(24)));
    }

    [Fact]
    public void Signers_AreDistinct_AndInOrderOfTheirAddresses()
    {
        var addresses = Market.Signers(31).Select(signer => signer.Address).ToList();
        Assert.Equal(addresses.Order().Distinct(), addresses);
    }
}
