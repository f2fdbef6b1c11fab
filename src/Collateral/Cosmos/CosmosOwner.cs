using System.Diagnostics.CodeAnalysis;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding;

namespace CrossChainOracle.Collateral.Cosmos;

/// <summary>An address of a Cosmos chain.</summary>
/// <param name="Name">Its CAIP-10 name.</param>
/// <param name="Bytes">20 bytes of an account with a key, 32 of a contract or a derived account.</param>
internal sealed record CosmosOwner(AccountAddress Name, byte[] Bytes)
{
    private const int KeyAddress = 20;
    private const int DerivedAddress = 32;
    private const int MaximumShown = 90;

    /// <summary>False, with the reason, for anything but a Bech32 address with the chain's prefix.</summary>
    public static bool TryParse(ChainId chain, string prefix, string text, [NotNullWhen(true)] out CosmosOwner? owner, [NotNullWhen(false)] out ReadFailure? failure)
    {
        (owner, failure) = (null, null);
        if (!Bech32.TryDecode(text, out var found, out var bytes)) failure = Malformed("is no Bech32 address");
        else if (found != prefix) failure = Malformed($"is an address of {found}, not of {prefix}");
        else if (bytes.Length is not (KeyAddress or DerivedAddress)) failure = Malformed($"has {bytes.Length} bytes, not {KeyAddress} or {DerivedAddress}");
        else if (!AccountAddress.TryParse($"{chain}:{text}", out var name)) failure = Malformed($"names nobody on {chain}");
        else owner = new(name, bytes);
        return owner is not null;

        ReadFailure Malformed(string problem) => new(RejectionCode.Malformed, $"{PlainText.Clean(text, MaximumShown)} {PlainText.Clean(problem, MaximumShown)}");
    }
}
