using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CrossChainOracle.Collateral.Tests.Solana.RealChain;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Relay.Solana;
using CrossChainOracle.TestKit;
using Xunit.Abstractions;

namespace CrossChainOracle.Relay.Tests.Solana;

/// <summary>The reference check of samples/solana-check-js and the real native program on the same transactions.</summary>
public sealed partial class SolanaCheckTests(ITestOutputHelper output)
{
    private static readonly string Folder = Repository.PathOf("samples", "solana-check-js");

    private static readonly SolanaKit.Payer Payer = new(4);

    [CheckFact]
    public void TheCheck_RefusesEveryCaseByItsRule()
    {
        NodePackages.Ensure(Folder);
        var input = new JsonObject { ["trust"] = Trust(), ["cases"] = new JsonArray([.. CheckCases.All().Select(Json)]) };
        var (exit, said, errors) = NodePackages.RunToEnd(Folder, TimeSpan.FromMinutes(5), input.ToJsonString(), "node", "cases.mjs");
        output.WriteLine(said);
        Assert.True(exit == 0, said + errors);
        Assert.StartsWith($"{CheckCases.All().Count()} cases", said, StringComparison.Ordinal);
    }

    /// <summary>What the check refuses and the runtime does not is what a program would be robbed with.</summary>
    [LiteSvmFact]
    [Trait("Category", "RealChain")]
    public async Task TheRuntime_ExecutesWhatTheCheckRefuses()
    {
        using var svm = await LiteSvm.StartAsync();
        await svm.DoAsync("airdrop", Payer.Address.ToString(), 10_000_000_000);
        foreach (var one in CheckCases.All())
        {
            await svm.DoAsync("expire");
            var hash = Hash256.From(SolanaKey.Parse(await svm.DoAsync("blockhash")).ToArray());
            var transaction = SolanaMessage.Sign(SolanaMessage.Compile(Payer.Address, hash, one.Instructions), Payer);
            Assert.True(!one.Runs || transaction.Bytes.Length <= SolanaMessage.MaximumTransaction, $"{one.Name}: {transaction.Bytes.Length} bytes");
            await svm.AskAsync("sendTransaction", Convert.ToBase64String(transaction.Bytes.Span));
            var status = (await svm.AskAsync("getSignatureStatuses", new JsonArray(transaction.Signature.ToString())))["value"]![0];
            Assert.True(one.Runs == (status is not null && status["err"] is null), $"{one.Name}: {status?.ToJsonString() ?? "in no block"}");
        }
    }

    [Fact]
    public void EveryRuleOfTheDocument_HasACase_AndEveryCaseARule()
    {
        var document = File.ReadAllText(Repository.PathOf("docs", "solana.md"));
        var used = CheckCases.All().Select(one => one.Expect).Where(code => code != "ok").Distinct().Order().ToList();
        var known = RuleName().Matches(File.ReadAllText(Path.Combine(Folder, "check.mjs"))).Select(match => match.Groups[1].Value).Distinct().Order().ToList();
        Assert.Equal(known, used);
        Assert.All(used, code => Assert.Contains($"`{code}`", document, StringComparison.Ordinal));
    }

    /// <summary>The second argument of each of its demands.</summary>
    [GeneratedRegex("require\\(.*, '([A-Za-z]+)', ")]
    private static partial Regex RuleName();

    private static JsonObject Trust() => new()
    {
        ["separator"] = Bare(SolanaKit.Domain.Separator),
        ["audience"] = Bare(Keccak256.Hash("us"u8)),
        ["aheadMs"] = 2_000,
        ["sets"] = new JsonArray(
            Set(6, SolanaKit.Start - 2_000_000, SolanaKit.Start - 100),
            Set(7, SolanaKit.Start - 1_000_000, SolanaKit.Start + 1_000_000_000),
            Set(8, SolanaKit.Start + 5_000, SolanaKit.Start + 1_000_000_000)),
    };

    private static JsonObject Set(uint epoch, long validFrom, long acceptedUntil) => new()
    {
        ["epoch"] = epoch, ["threshold"] = 3, ["validFrom"] = validFrom, ["acceptedUntil"] = acceptedUntil,
        ["members"] = new JsonArray([.. SolanaKit.Set(3).Members.Select(member => (JsonNode)Convert.ToHexStringLower(Bytes(member)))]),
    };

    private static JsonObject Json(CheckCase one) => new()
    {
        ["name"] = one.Name,
        ["transaction"] = Convert.ToBase64String(SolanaMessage.Sign(SolanaMessage.Compile(Payer.Address, Keccak256.Hash("hash"u8), one.Instructions), Payer).Bytes.Span),
        ["account"] = one.Account,
        ["index"] = one.Index,
        ["wanted"] = new JsonObject { ["shard"] = one.Shard, ["feed"] = one.Feed, ["verdict"] = 1, ["stored"] = one.Stored?.ToString(System.Globalization.CultureInfo.InvariantCulture) },
        ["now"] = one.Now,
        ["expect"] = one.Expect,
    };

    private static string Bare(Hash256 hash) => Convert.ToHexStringLower(hash.ToArray());

    private static byte[] Bytes(EvmAddress address)
    {
        var bytes = new byte[EvmAddress.Size];
        address.CopyTo(bytes);
        return bytes;
    }

    [AttributeUsage(AttributeTargets.Method)]
    private sealed class CheckFactAttribute : FactAttribute
    {
        public CheckFactAttribute() => Skip = NodePackages.SkipReason(Folder);
    }
}
