using System.Text.Json;
using CrossChainOracle.Domain;
using CrossChainOracle.RelayChaos.Chains;

namespace CrossChainOracle.RelayChaos.Judging;

/// <summary>What the relayers paid on one chain, from its canonical blocks.</summary>
/// <param name="Postings">That the hub took.</param>
/// <param name="Reverted">Postings in blocks of which the hub took nothing: another relayer was first.</param>
/// <param name="Fillers">Transactions that only free a nonce.</param>
internal sealed record GasBook(int Postings, ulong PostingGas, int Reverted, ulong RevertedGas, int Fillers, ulong FillerGas)
{
    /// <summary>Of all gas, what was spent on postings that changed nothing, in thousandths.</summary>
    public ulong RacePermille => PostingGas + RevertedGas + FillerGas is var all and > 0 ? RevertedGas * 1_000 / all : 0;

    public static GasBook operator +(GasBook one, GasBook other) => new(
        one.Postings + other.Postings, one.PostingGas + other.PostingGas, one.Reverted + other.Reverted, one.RevertedGas + other.RevertedGas, one.Fillers + other.Fillers, one.FillerGas + other.FillerGas);

    /// <param name="foreign">Hashes of transactions that no relayer made.</param>
    public static async Task<GasBook> ReadAsync(RunningChain chain, IReadOnlySet<string> foreign)
    {
        var book = new GasBook(0, 0, 0, 0, 0, 0);
        var accounts = chain.Accounts.Select(static account => account.Address).ToHashSet();
        var head = await chain.Rpc.NumberAsync("eth_blockNumber");
        for (var number = chain.First; number <= head; number++)
        {
            foreach (var receipt in (await chain.Rpc.AskAsync("eth_getBlockReceipts", Rpc.Quantity(number))).EnumerateArray())
            {
                if (!accounts.Contains(Address(receipt, "from")) || foreign.Contains(receipt.GetProperty("transactionHash").GetString()!)) continue;
                var gas = Rpc.Number(receipt.GetProperty("gasUsed"));
                if (Address(receipt, "to") != chain.Hub) book = book with { Fillers = book.Fillers + 1, FillerGas = book.FillerGas + gas };
                else if (receipt.GetProperty("status").GetString() == "0x1") book = book with { Postings = book.Postings + 1, PostingGas = book.PostingGas + gas };
                else book = book with { Reverted = book.Reverted + 1, RevertedGas = book.RevertedGas + gas };
            }
        }

        return book;
    }

    private static EvmAddress Address(JsonElement receipt, string name) => receipt.GetProperty(name).GetString() is { } text ? EvmAddress.Parse(text.ToLowerInvariant()) : default;
}
