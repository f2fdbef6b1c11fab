using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Abi;
using CrossChainOracle.Feeds.Api3;

namespace CrossChainOracle.Node.Sandbox.Evm;

/// <summary>An API3 reader proxy: <c>read()</c> and <c>dapiName()</c>.</summary>
internal sealed class Api3Contract(EvmAddress address, FeedId feed, IReadOnlyList<SandboxValue> values) : SandboxContract(address, values)
{
    protected override MulticallResult Call(uint selector, ReadOnlySpan<byte> arguments, int known)
    {
        if (selector == Api3Request.DapiName) return Return(new AbiWriter().Bytes32(Name()));
        if (selector != Api3Request.Read) return Revert(null);
        return known == 0 ? Revert("Data feed not initialized") : Return(new AbiWriter().Int(Values[known - 1].Answer).UInt((UInt128)Values[known - 1].Time));
    }

    private Hash256 Name()
    {
        Span<byte> word = stackalloc byte[Hash256.Size];
        word.Clear();
        System.Text.Encoding.ASCII.GetBytes(feed.ToString(), word);
        return Hash256.From(word);
    }
}
