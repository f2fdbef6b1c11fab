using System.Text.Json.Nodes;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Chains.Solana;

/// <summary>Which accounts there are. The answer only says where to look: what it names is read and judged like any other account.</summary>
public abstract record SolanaQuery
{
    private SolanaQuery()
    {
    }

    /// <summary>Token accounts of a wallet for one mint, beside the associated one (<c>getTokenAccountsByOwner</c>).</summary>
    public sealed record TokenAccounts(SolanaKey Owner, SolanaKey Mint) : SolanaQuery;

    /// <summary>A program's accounts of one kind that belong to somebody (<c>getProgramAccounts</c>).</summary>
    /// <param name="Program">Whose accounts.</param>
    /// <param name="DataSize">Their size.</param>
    /// <param name="Offset">Where in their data the owner stands.</param>
    /// <param name="Owner">Who that is.</param>
    public sealed record ProgramAccounts(SolanaKey Program, int DataSize, int Offset, SolanaKey Owner) : SolanaQuery;

    // Only the addresses are wanted, hence the slice of no bytes.
    internal JsonRpcCall ToCall(Commitment commitment, ulong minContextSlot)
    {
        var options = new JsonObject
        {
            ["encoding"] = "base64",
            ["commitment"] = commitment.ToText(),
            ["minContextSlot"] = minContextSlot,
            ["dataSlice"] = new JsonObject { ["offset"] = 0, ["length"] = 0 },
        };
        switch (this)
        {
            case TokenAccounts tokens:
                return new("getTokenAccountsByOwner", tokens.Owner.ToString(), new JsonObject { ["mint"] = tokens.Mint.ToString() }, options);
            case ProgramAccounts program:
                options["withContext"] = true;
                options["filters"] = new JsonArray(
                    new JsonObject { ["dataSize"] = program.DataSize },
                    new JsonObject { ["memcmp"] = new JsonObject { ["offset"] = program.Offset, ["bytes"] = program.Owner.ToString() } });
                return new("getProgramAccounts", program.Program.ToString(), options);
            default:
                throw new InvalidOperationException($"{GetType().Name} is no query.");
        }
    }
}
