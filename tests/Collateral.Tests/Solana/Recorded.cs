using System.Text.Json;
using CrossChainOracle.Chains.Solana;
using CrossChainOracle.Collateral.Solana;
using CrossChainOracle.Domain;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Collateral.Tests.Solana;

/// <summary>Accounts as nodes answered them; their sources stand in tests/data/solana/NOTICE.md.</summary>
internal static class Recorded
{
    public static readonly ChainId Mainnet = ChainId.Parse("solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp");

    public static readonly SolanaKey DriftProgram = SolanaKey.Parse("dRiftyHA39MWEi3m9aunc5MzRF1JYuBsbn6VPcn33UH");

    /// <summary>An answer of <c>getAccountInfo</c> as the Solana command line writes it.</summary>
    public static SolanaAccount Account(string folder, string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Repository.PathOf("tests", "data", "solana", folder, name + ".json")));
        var account = document.RootElement.GetProperty("account");
        return new(
            SolanaKey.Parse(document.RootElement.GetProperty("pubkey").GetString()!),
            SolanaKey.Parse(account.GetProperty("owner").GetString()!),
            account.GetProperty("lamports").GetUInt64(),
            false,
            account.GetProperty("data")[0].GetBytesFromBase64());
    }

    /// <summary>The accounts of one of Drift's recorded tests by the names they have there; oracles without their program.</summary>
    public static Dictionary<string, SolanaAccount> Drift(string test)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Repository.PathOf("tests", "data", "solana", "drift", "accounts_by_test.json")));
        var found = document.RootElement.GetProperty("tests").EnumerateArray().Single(one => one.GetProperty("name").GetString() == test);
        return found.GetProperty("accounts").EnumerateArray().ToDictionary(
            one => one.GetProperty("name").GetString()!,
            one => new SolanaAccount(
                SolanaKey.TryParse(one.GetProperty("address").GetString(), out var key) ? key : default,
                DriftProgram,
                1,
                false,
                one.GetProperty("data_base64").GetBytesFromBase64()));
    }

    public static SolanaAccount With(this SolanaAccount account, int offset, params byte[] bytes)
    {
        var data = account.Data.ToArray();
        bytes.CopyTo(data, offset);
        return account with { Data = data };
    }

    /// <summary>Asks a protocol until it is done; what is not among the accounts does not exist.</summary>
    public static SolanaStep.Done Ask(this ISolanaProtocol protocol, SolanaKey owner, IEnumerable<SolanaAccount> accounts, IReadOnlyDictionary<SolanaQuery, IReadOnlyList<SolanaKey>>? lists = null)
    {
        var chain = accounts.ToDictionary(account => account.Key);
        var known = new Dictionary<SolanaKey, SolanaAccount?> { [owner] = chain.GetValueOrDefault(owner) };
        var listed = new Dictionary<SolanaQuery, IReadOnlyList<SolanaKey>>();
        for (var step = 0; step < 8; step++)
        {
            switch (protocol.Step(owner, new(known, listed)))
            {
                case SolanaStep.Done done:
                    return done;
                case SolanaStep.Ask ask:
                    foreach (var key in ask.Accounts) known.Add(key, chain.GetValueOrDefault(key));
                    foreach (var query in ask.Lists) listed.Add(query, lists?.GetValueOrDefault(query) ?? []);
                    break;
            }
        }

        throw new InvalidOperationException("The protocol does not come to an end.");
    }
}
