namespace CrossChainOracle.Relay.Tests;

public class PostingTests
{
    [Fact]
    public void Kinds_StandInOrderOfUrgency() =>
        Assert.Equal([PostingKind.Rotation, PostingKind.Retraction, PostingKind.Prices, PostingKind.Fact], Enum.GetValues<PostingKind>().Order());
}
