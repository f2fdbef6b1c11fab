using System.Text;

namespace CrossChainOracle.Relay.Evm.Sending;

/// <summary>What a node means by its answer to eth_sendRawTransaction.</summary>
public enum SubmitMeaning
{
    /// <summary>It is in the node's mempool now.</summary>
    Accepted,

    /// <summary>It was there already, or the node remembers it.</summary>
    AlreadyKnown,

    /// <summary>The account has used the nonce.</summary>
    NonceTooLow,

    /// <summary>Nonces before it are missing, and the node keeps no such transactions.</summary>
    NonceTooHigh,

    /// <summary>Another one stands at the nonce, and this one does not outbid it by enough.</summary>
    ReplacementUnderpriced,

    /// <summary>Below what the node takes at all, or below the base fee.</summary>
    Underpriced,

    InsufficientFunds,

    /// <summary>The node has no room; another may.</summary>
    PoolFull,

    /// <summary>Refused for something else.</summary>
    Refused,

    /// <summary>No answer: it may or may not have arrived.</summary>
    Unknown,
}

/// <summary>Nodes say it in words of their own; the words are compared by their letters only.</summary>
public static class SubmitMeanings
{
    // In this order: a replacement that is underpriced is first of all one that was refused a place. Sources: go-ethereum core/txpool/errors.go and core/error.go, Nethermind AcceptTxResult.cs, Erigon
    // txpoolcfg, reth rpc-eth-types, Besu TransactionInvalidReason, anvil eth/error.rs, OpenEthereum v1/helpers/errors.rs, Arbitrum Nitro and zkSync Era.
    private static readonly (SubmitMeaning Meaning, string[] Words)[] Table =
    [
        (SubmitMeaning.Refused, ["unknowntransaction"]),
        (SubmitMeaning.ReplacementUnderpriced,
            ["replacementtransactionunderpriced", "replacementtxunderpriced", "couldnotreplaceexistingtx", "replacementnotallowed", "withsamenonceinthequeue", "withthesamenonceinthetxpool", "ownnoncealreadyused", "txwithnoncealreadyinmempool"]),
        (SubmitMeaning.AlreadyKnown, ["alreadyknown", "knowntransaction", "alreadyimported", "existingtxwithsamehash", "alreadyinthesystem", "alreadyexistsinmempool"]),
        (SubmitMeaning.NonceTooLow, ["noncetoolow", "nonceistoolow", "oldnonce", "toostalenonce", "poolstale", "invalidtransactionnonce", "alreadymined"]),
        (SubmitMeaning.NonceTooHigh, ["noncetoohigh", "noncegap", "noncetoofarinfuture", "noncetoodistant"]),
        (SubmitMeaning.InsufficientFunds, ["insufficientfunds", "insufficientbalance", "upfrontcostexceedsaccountbalance", "notenoughfunds", "causeoverdraft", "doesnthaveenoughfunds"]),
        (SubmitMeaning.PoolFull, ["poolisfull", "poolfull", "queuefull", "pooloverflow", "toomanytransactions", "exceededcapacity", "maximumnumberofenqueued"]),
        (SubmitMeaning.Underpriced, ["underpriced", "feetoolow", "lessthanblockbasefee", "lowerthanblockbasefee", "gaspricetoolow", "gaspriceistoolow", "belowconfiguredminimumgasprice", "lessthangaspriceminimum", "belowthebasefee"]),
    ];

    public static SubmitMeaning Of(string message)
    {
        var letters = Letters(message);
        foreach (var (meaning, words) in Table)
        {
            if (words.Any(word => letters.Contains(word, StringComparison.Ordinal))) return meaning;
        }

        return SubmitMeaning.Refused;
    }

    private static string Letters(string message)
    {
        var letters = new StringBuilder(message.Length);
        foreach (var c in message)
        {
            if (char.IsAsciiLetter(c)) letters.Append(char.ToLowerInvariant(c));
        }

        return letters.ToString();
    }
}
