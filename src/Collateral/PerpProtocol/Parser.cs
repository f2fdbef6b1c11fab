using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Abi;

namespace CrossChainOracle.Collateral.PerpProtocol;

/// <summary>Reads what the vault returns, from untrusted bytes; never throws for them.</summary>
internal static class PerpProtocolParser
{
    private const int MaximumTokens = 256;

    /// <summary>getCollateralTokens(address): address[].</summary>
    public static bool Tokens(ref AbiReader reader, out List<EvmAddress> tokens)
    {
        tokens = [];
        if (!reader.TryOpen(1, out var top) || !reader.TryOpenArray(ref top, MaximumTokens, out var count, out var items)) return false;
        for (var i = 0; i < count; i++)
        {
            if (!reader.TryReadAddress(ref items, out var token)) return false;
            tokens.Add(token);
        }

        return true;
    }
}
