using CrossChainOracle.Chains.Solana;
using CrossChainOracle.Collateral.Drift;
using CrossChainOracle.Collateral.Kamino;
using CrossChainOracle.Collateral.MarginFi;
using CrossChainOracle.Collateral.Save;
using CrossChainOracle.Collateral.Solana;
using CrossChainOracle.Collateral.SplToken;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.TestKit;
using Xunit.Abstractions;

namespace CrossChainOracle.Collateral.Tests.Solana;

public sealed class MutationTests(ITestOutputHelper output)
{
    private const int Cases = 100_000;

    [Fact]
    public void SplToken_OfDamagedAccounts_NeverThrowsAndNeverBindsMoreThanThereIs()
    {
        var owner = SolanaKey.Parse("J5TXjZFLDRHJyivYpxmdu38izekJUvRnDnzvY2PZ2krF");
        var mint = Recorded.Account("spl-token", "pyusd_mint");
        var ata = ProgramAddress.Associated(owner, TokenData.Token2022, mint.Key);
        var account = TokenData.Account(ata, mint.Key, owner, 5_000, TokenData.Token2022, delegated: (mint.Key, 10), extensions: [(2, BitConverter.GetBytes(777UL)), (7, [])]);
        var reader = new SplTokenReader(Recorded.Mainnet, [new(mint.Key, true, 6)]);
        Run(20_261_121, reader, owner, [account, mint], (damaged, at) => at == 0 ? SplToken.Parser.TryParseAccount(damaged, out _, out _) : SplToken.Parser.TryParseMint(damaged, out _, out _));
    }

    [Fact]
    public void MarginFi_OfDamagedAccounts_NeverThrows()
    {
        var account = Recorded.Account("marginfi", "marginfi_account_sample_1");
        var reader = new MarginFiReader(Recorded.Mainnet, [account.Key]);
        Run(
            20_261_122, reader, SolanaKey.Parse("Dq7wypbedtaqQK9QqEFvfrxc4ppfRGXCeTVd7ee7n2jw"), [account, Recorded.Account("marginfi", "bank_sample_1"), Recorded.Account("marginfi", "bank_sample_3")],
            (damaged, at) => (at == 0 ? MarginFi.Parser.ParseAccount(damaged, account.Owner, out _) : MarginFi.Parser.ParseBank(damaged, account.Owner, out _)) is null);
    }

    [Fact]
    public void Kamino_OfDamagedAccounts_NeverThrows()
    {
        var reserve = Recorded.Account("kamino", "usdc_reserve");
        var obligation = Recorded.Account("kamino", "usdc_obligation").With(24, 0).With(1208, reserve.Key.ToArray()).With(1208 + 32, BitConverter.GetBytes(1UL << 60)).With(1208 + 88, 1, 2, 3, 4, 5, 6, 7, 8);
        var reader = new KaminoReader(Recorded.Mainnet, [SolanaKey.Parse("7u3HeHxYDLhnCoErrtycNokbQYbWGzLs6JSDqGAv5PfF")]);
        Run(
            20_261_123, reader, SolanaKey.Parse("HRpCJaTjXMgxsDAHSLHTQigUmezEitySEf6SWWmLsiNY"), [obligation, reserve],
            (damaged, at) => (at == 0 ? Kamino.Parser.Parse(damaged, out Obligation? _) : Kamino.Parser.Parse(damaged, out Reserve? _)) is null);
    }

    [Fact]
    public void Save_OfDamagedAccounts_NeverThrows()
    {
        var (owner, market, accounts) = SaveTests.Sample();
        Run(
            20_261_124, new SaveReader(Recorded.Mainnet, [market]), owner, accounts,
            (damaged, at) => (at == 0 ? Save.Parser.Parse(damaged, out Obligation? _) : Save.Parser.Parse(damaged, out Reserve? _)) is null);
    }

    [Fact]
    public void Drift_OfDamagedAccounts_NeverThrows()
    {
        var recorded = Recorded.Drift("swift_failure_2025-06-24");
        var owner = SolanaKey.Parse("7hMwrCyX6okcJT31A1Nc4QZ25SBouFa7mKwZcrRcyjcc");
        SolanaAccount[] accounts = [.. recorded.Where(pair => pair.Key != "user").Select(pair => pair.Value), recorded["user"] with { Key = Markets.UserKey(owner, 0) }];
        Run(
            20_261_125, new DriftReader(Recorded.Mainnet, [0], margin: true), owner, accounts,
            (damaged, at) => Drift.Parser.ParseUser(damaged, out _) is null | Markets.ParseSpot(damaged, 3, out _) is null | Markets.ParsePerp(damaged, 1, out _) is null | Markets.ParsePrice(damaged, 12, out _) is null);
    }

    // One of the accounts is damaged. Every parser takes each of them; one in a hundred is also put before the whole reader, whose amounts must be computable.
    private void Run(int seed, ISolanaProtocol protocol, SolanaKey owner, SolanaAccount[] accounts, Func<SolanaAccount, int, bool> parse)
    {
        output.WriteLine($"seed {seed}, {Cases} cases");
        var mutator = new Mutator(seed);
        var (parsed, refused) = (0, 0);
        for (var i = 0; i < Cases; i++)
        {
            var victim = i % accounts.Length;
            var damaged = accounts[victim] with { Data = mutator.Next(accounts[victim].Data.Span) };
            try
            {
                if (parse(damaged, victim)) parsed++;
                if (i % (100 * accounts.Length) < accounts.Length) refused += Ask(protocol, owner, [.. accounts[..victim], damaged, .. accounts[(victim + 1)..]]);
            }
            catch (Exception cause)
            {
                Assert.Fail($"{mutator.Describe(i)}: {accounts[victim].Key} {Convert.ToBase64String(damaged.Data.Span)}: {cause}");
            }
        }

        // The damage must have been both refused and survived, or the test would hold nothing.
        output.WriteLine($"{parsed} parsed, {refused} problems");
        Assert.InRange(parsed, 1, Cases - 1);
        Assert.True(refused > 0);
    }

    private static int Ask(ISolanaProtocol protocol, SolanaKey owner, SolanaAccount[] accounts)
    {
        var answer = protocol.Ask(owner, accounts).Answer;
        foreach (var position in answer.Positions)
        {
            Assert.InRange(position.Decimals, 0, Position.MaximumDecimals);
            if (position.Key.Side == PositionSide.Encumbrance) Assert.True(position.Amount <= answer.Positions.Single(other => other.Key == position.Key with { Side = PositionSide.Collateral }).Amount);
        }

        foreach (var problem in answer.Problems) Assert.True(problem.Detail.Length is > 0 and <= 240 && problem.Detail.All(c => c is >= ' ' and <= '~'));
        return answer.Problems.Count;
    }
}
