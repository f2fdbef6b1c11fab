using System.Text.Json.Nodes;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Hosting.Configuration;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Hosting.Tests.Configuration;

/// <summary>Proofs are those of tests/data/links, which other libraries signed.</summary>
public sealed class AccountsFileTests
{
    private const string Deployment = "crosschainoracle:example";
    private const int Seed = 1_764_633_603;
    private const int Cases = 100_000;

    private static readonly JsonArray Vectors = JsonNode.Parse(File.ReadAllText(Repository.PathOf("tests", "data", "links", "vectors.json")))!.AsArray();

    [Fact]
    public void TheExample_Loads_ForTheDeploymentOfTheExample()
    {
        var deployment = (string)JsonNode.Parse(File.ReadAllText(Repository.PathOf("config", "mainnet.json")), documentOptions: new() { CommentHandling = System.Text.Json.JsonCommentHandling.Skip })!["deployment"]!;
        var config = AccountsFile.Load(Repository.PathOf("config", "accounts.json"), deployment, out var problems);
        Assert.Equal([], problems);
        Assert.Equal([(AccountId.Parse("alice"), 4), (AccountId.Parse("treasury"), 1)], config!.Accounts.Select(account => (account.Account, account.Links.Count)));
        Assert.All(config.Accounts[0].Links, link => Assert.Equal(LinkControl.Proven, link.Control));
        Assert.All(config.Accounts[0].ToRule().Links, link => Assert.True(link.IsProven));
        Assert.False(Assert.Single(config.Accounts[1].ToRule().Links).IsProven);
        var chains = ChainsFile.Load(Repository.PathOf("config", "chains.json"), Settings.None, out _)!.Select(chain => chain.Profile.Chain);
        Assert.Empty(config.Accounts.SelectMany(account => account.Links).Select(link => link.Address.Chain).Except(chains));
        Assert.Equal(4ul, config.MinimumNonces[AccountAddress.Parse("eip155:8453:0x000000000000000000000000000000000000dead")]);
    }

    [Fact]
    public void TheExample_ForAnotherDeployment_IsRefusedLinkByLink()
    {
        Assert.Null(AccountsFile.Load(Repository.PathOf("config", "accounts.json"), "crosschainoracle:other", out var problems));
        Assert.Equal(4, problems.Count);
        Assert.All(problems, problem => Assert.StartsWith("account alice: ", problem, StringComparison.Ordinal));
    }

    /// <summary>What the refusal says is what the owner really signed.</summary>
    [Theory]
    [InlineData("evm for another deployment", "wrong deployment: signed for crosschainoracle:testnet, this is crosschainoracle:example")]
    [InlineData("solana for another deployment", "wrong deployment: signed for crosschainoracle:testnet, this is crosschainoracle:example")]
    [InlineData("cosmos for another deployment", "wrong deployment: signed for crosschainoracle:testnet, this is crosschainoracle:example")]
    [InlineData("evm for another account", "wrong account: signed for bob, not alice")]
    [InlineData("solana for another account", "wrong account: signed for bob, not alice")]
    [InlineData("cosmos for another account", "wrong account: signed for bob, not alice")]
    [InlineData("evm with another nonce", "wrong nonce: signed with 2, not 1")]
    [InlineData("solana with another nonce", "wrong nonce: signed with 2, not 1")]
    [InlineData("cosmos with another nonce", "wrong nonce: signed with 2, not 1")]
    [InlineData("evm about another address", "wrong address: the signature leads to 0x88ea3d429b4039326e5742198d978476a5f32040, not eip155:1:0x000000000000000000000000000000000000dead")]
    [InlineData("evm by another key", "wrong address: the signature leads to 0x")]
    [InlineData("solana, text alone", "bad signature: it is not that of solana:")]
    public void AProofForOtherWords_IsRefusedByAccountAddressAndReason_NeverDeclared(string vector, string reason)
    {
        var file = Sound();
        var stated = Vector(vector);
        file["accounts"]![0]!["links"] = new JsonArray(new JsonObject { ["address"] = (string)stated["address"]!, ["proof"] = Proof(stated, nonce: 1) });
        Assert.Null(Parse(file, out var problems));
        Assert.StartsWith($"account alice: {stated["address"]}: {reason}", Assert.Single(problems), StringComparison.Ordinal);
    }

    [Fact]
    public void OneAddressInTwoAccounts_IsRefusedNamingBoth()
    {
        var file = Sound();
        var address = (string)file["accounts"]![0]!["links"]![0]!["address"]!;
        file["accounts"]![1]!["links"]!.AsArray().Add(new JsonObject { ["address"] = address, ["declared"] = true });
        Assert.Null(Parse(file, out var problems));
        Assert.Equal([$"{address} is linked to alice and bob: an address belongs to one account at a time"], problems);

        file = Sound();
        file["accounts"]![0]!["links"]!.AsArray().Add(file["accounts"]![0]!["links"]![0]!.DeepClone());
        Assert.Null(Parse(file, out problems));
        Assert.Equal([$"account alice: {address} is there 2 times"], problems);
    }

    [Fact]
    public void AnOldProof_AfterUnlinking_DoesNotLinkAgain()
    {
        var file = Sound();
        var links = file["accounts"]![0]!["links"]!.AsArray();
        var address = (string)links[0]!["address"]!;
        file["accounts"]![1]!["links"]!.AsArray().Add(new JsonObject { ["address"] = address, ["unlinked"] = 1 });
        Assert.Null(Parse(file, out var problems));
        Assert.Equal([$"account alice: {address}: old nonce: 1 is below 2, the lowest that still links this address"], problems);

        links[0]!["proof"] = Proof(Vector("evm with another nonce"), nonce: 2);
        Assert.Equal(2ul, Parse(file, out _)!.MinimumNonces[AccountAddress.Parse(address)]);
    }

    [Fact]
    public void AnEntryThatIsRemoved_AndComesBack_IsRefusedByWhoeverKeepsTheNonces()
    {
        var file = Sound();
        var before = Parse(file, out _)!;
        var address = EvmLink(before).Address;
        Assert.Equal(1ul, before.MinimumNonces[address]);
        Assert.Equal(before.MinimumNonces, LinkNonces.After(before, Parse(file, out _)));

        var without = Sound();
        without["accounts"]![0]!["links"]!.AsArray().RemoveAt(0);
        var kept = LinkNonces.After(before, Parse(without, out _));
        Assert.Equal(2ul, kept[address]);
        Assert.Equal(2ul, LinkNonces.After(before, null)[address]);
        Assert.Null(Parse(file, out var problems, kept));
        Assert.Equal([$"account alice: {address}: old nonce: 1 is below 2, the lowest that still links this address"], problems);

        file["accounts"]![0]!["links"]![0]!["proof"] = Proof(Vector("evm with another nonce"), nonce: 2);
        Assert.NotNull(Parse(file, out _, kept));
    }

    [Fact]
    public void ContractWallets_AreNoLinkUntilTheirContractWasAsked()
    {
        var file = Sound();
        var proof = file["accounts"]![0]!["links"]![0]!["proof"]!;
        (proof["scheme"], proof["signature"]) = ("erc1271", "0x00");
        var link = EvmLink(Parse(file, out _)!);
        Assert.Equal(LinkControl.AsksContract, link.Control);
        Assert.Throws<InvalidOperationException>(() => link.ToLink());

        proof["signature"] = "0x" + new string('0', 64) + string.Concat(Enumerable.Repeat("6492", 16));
        Assert.Null(Parse(file, out var problems));
        Assert.Contains("not deployed (ERC-6492)", Assert.Single(problems), StringComparison.Ordinal);
    }

    [Fact]
    public void AnAccountsShard_DependsOnItsNameAndTheSetOfShards_NotOnTheFilesOrder()
    {
        ShardId[] shards = [.. Enumerable.Range(0, 8).Select(i => ShardId.Parse($"accounts-{i}"))];
        AccountId[] accounts = [.. Enumerable.Range(0, 1_000).Select(i => AccountId.Parse($"a{i}"))];
        var homes = accounts.ToDictionary(account => account, account => AccountSharding.Of(account, shards));
        Assert.All(accounts, account => Assert.Equal(homes[account], AccountSharding.Of(account, [.. shards.Reverse()])));
        Assert.All(homes.Values.CountBy(shard => shard), pair => Assert.InRange(pair.Value, 80, 180));

        // One more shard takes its share from all, and moves nobody else.
        ShardId[] more = [.. shards, ShardId.Parse("accounts-8")];
        var moved = accounts.Where(account => AccountSharding.Of(account, more) != homes[account]).ToList();
        Assert.All(moved, account => Assert.Equal(more[8], AccountSharding.Of(account, more)));
        Assert.InRange(moved.Count, 60, 170);

        // So that another implementation finds the same.
        Assert.Equal(("accounts-1", "accounts-0"), (AccountSharding.Of(AccountId.Parse("alice"), shards[..2]).ToString(), AccountSharding.Of(AccountId.Parse("bob"), shards[..2]).ToString()));
    }

    [Fact]
    public void AFullShard_IsRefused_NeverSpilled()
    {
        var file = new JsonObject { ["shards"] = new JsonArray("one"), ["accounts"] = new JsonArray([.. Enumerable.Range(0, AccountSharding.MaximumAccounts + 1).Select(Account)]) };
        Assert.Null(Parse(file, out var problems));
        Assert.Equal(["shard one has 257 accounts, at most 256: name more shards, or a shard at some accounts"], problems);

        file["shards"]!.AsArray().Add("two");
        file["accounts"]![0]!["shard"] = "two";
        var config = Parse(file, out _)!;
        Assert.Equal("two", config.Accounts.Single(account => account.Account == AccountId.Parse("a0")).Shard.ToString());
        Assert.True(config.Accounts.Count(account => account.Shard == ShardId.Parse("two")) > 50);

        static JsonNode Account(int i) => new JsonObject { ["account"] = $"a{i}", ["links"] = new JsonArray(new JsonObject { ["address"] = $"eip155:1:0x{i:x40}", ["declared"] = true }) };
    }

    [Theory]
    [InlineData("""{ "address": "eip155:1:0x000000000000000000000000000000000000DEAD", "declared": true }""", "address: must be a CAIP-10 address")]
    [InlineData("""{ "address": "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp:abc", "declared": true }""", "is no base58 key of 32 bytes")]
    [InlineData("""{ "address": "cosmos:cosmoshub-4:cosmos1abc", "declared": true }""", "is no Bech32 address")]
    [InlineData("""{ "address": "eip155:1:0x000000000000000000000000000000000000dead" }""", "must have exactly one of declared, proof, unlinked")]
    [InlineData("""{ "address": "eip155:1:0x000000000000000000000000000000000000dead", "declared": true, "unlinked": 1 }""", "must have exactly one of")]
    [InlineData("""{ "address": "eip155:1:0x000000000000000000000000000000000000dead", "declared": false }""", "declared: must be true, or not there")]
    [InlineData("""{ "address": "eip155:1:0x000000000000000000000000000000000000dead", "declared": "yes" }""", "declared: must be true or false")]
    [InlineData("""{ "address": "eip155:1:0x000000000000000000000000000000000000dead", "unlinked": -1 }""", "unlinked: must be a whole number")]
    [InlineData("""{ "address": "eip155:1:0x000000000000000000000000000000000000dead", "proof": 5 }""", "proof: must be an object")]
    [InlineData("""{ "address": "eip155:1:0x000000000000000000000000000000000000dead", "proof": { "nonce": 1, "scheme": "pgp", "signature": "0x" } }""", "scheme: must be one of eip712, erc1271, solanaoffchain, adr36")]
    [InlineData("""{ "address": "eip155:1:0x000000000000000000000000000000000000dead", "proof": { "nonce": 1.5, "scheme": "eip712", "signature": "0x00" } }""", "nonce: must be a whole number")]
    [InlineData("""{ "address": "eip155:1:0x000000000000000000000000000000000000dead", "proof": { "nonce": 1, "scheme": "eip712", "signature": "00" } }""", "signature: must be hex")]
    [InlineData("""{ "address": "eip155:1:0x000000000000000000000000000000000000dead", "proof": { "nonce": 1, "scheme": "eip712", "signature": "0x00", "publicKey": "AA==" } }""", "publicKey: is not known here")]
    [InlineData("""{ "address": "eip155:1:0x000000000000000000000000000000000000dead", "proof": { "nonce": 1, "scheme": "eip712", "signature": "0x00" } }""", "malformed signature: r | s | v, 65 bytes, not 1")]
    [InlineData("""{ "address": "eip155:1:0x000000000000000000000000000000000000dead", "proof": { "nonce": 1, "scheme": "adr36", "signature": "AA==", "publicKey": "AA==" } }""", "unsupported scheme: Adr36 does not prove an address of eip155:1")]
    [InlineData("""{ "address": "cosmos:cosmoshub-4:cosmos19sa8egc43een6wyudx5965wcf5gry9uwnqqd6s", "proof": { "nonce": 1, "scheme": "eip712", "signature": "0x00" } }""", "unsupported scheme: Eip712 does not prove an address of cosmos:cosmoshub-4")]
    public void Parse_OfALinkThatIsNone_SaysWhy(string link, string problem)
    {
        var file = Sound();
        file["accounts"]![0]!["links"] = new JsonArray(JsonNode.Parse(link));
        Assert.Null(Parse(file, out var problems));
        Assert.Contains(problems, found => found.Contains(problem, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"shards":["a"],"accounts":[]}""", "$.accounts: there must be at least one")]
    [InlineData("""{"shards":[],"accounts":[]}""", "$.shards: 1 to 256, not 0")]
    [InlineData("""{"shards":["a","a"],"accounts":[]}""", "$.shards: a is there twice")]
    [InlineData("""{"shards":["a b"],"accounts":[]}""", "$.shards[0]: must be 1 to 16")]
    [InlineData("""{"shards":["a"],"accounts":[{"account":"x","shard":"b","links":[]}]}""", "$.accounts[0].shard: must be one of a")]
    [InlineData("""{"shards":["a"],"accounts":[{"account":"x","links":[]}]}""", "$.accounts[0].links: 1 to 64, not 0")]
    [InlineData("""{"shards":["a"],"acounts":[]}""", "$.acounts: is not known here")]
    [InlineData("""[]""", "$: must be an object")]
    [InlineData("""{"accounts":""", "test: no JSON at line 0")]
    public void Parse_OfWhatIsNoSetOfAccounts_SaysSo(string text, string problem)
    {
        Assert.Null(AccountsFile.Parse(System.Text.Encoding.UTF8.GetBytes(text), "test", Deployment, out var problems));
        Assert.Contains(problems, found => found.StartsWith(problem, StringComparison.Ordinal));
        Assert.Null(AccountsFile.Load("nowhere.json", Deployment, out problems));
        Assert.Contains("there is no such file", Assert.Single(problems), StringComparison.Ordinal);
    }

    /// <summary>Whoever adds an option to one of the two is told of the other.</summary>
    [Fact]
    public void TheSchemaAndTheLoader_KnowTheSameMembersAndChoices()
    {
        var schema = JsonNode.Parse(File.ReadAllText(Repository.PathOf("config", "accounts.schema.json")))!;
        Assert.Equal(Members(schema).Where(name => name != "$schema"), Known(file => file));
        Assert.Equal(Members(schema["$defs"]!["account"]!), Known(file => file["accounts"]![0]!.AsObject()));
        Assert.Equal(Members(schema["$defs"]!["proof"]!), Known(file => file["accounts"]![0]!["links"]![2]!["proof"]!.AsObject()));
        Assert.Equal(["address", "declared", "proof", "unlinked"], Members(schema["$defs"]!["link"]!));
        Assert.Equal(
            Enum.GetNames<Collateral.Links.LinkScheme>().Select(name => char.ToLowerInvariant(name[0]) + name[1..]),
            schema["$defs"]!["proof"]!["properties"]!["scheme"]!["enum"]!.AsArray().Select(value => (string)value!));

        static IEnumerable<string> Members(JsonNode node) => node["properties"]!.AsObject().Select(property => property.Key).Order(StringComparer.Ordinal);

        static string[] Known(Func<JsonObject, JsonObject> part)
        {
            var file = Sound();
            var changed = part(file);
            changed["?"] = 1;
            if (changed.ContainsKey("account")) changed["shard"] = "accounts-0";
            Parse(file, out var problems);
            return Assert.Single(problems).Split("known are ")[1].Split(", ");
        }
    }

    /// <summary>Whatever the bytes are: accounts, or problems that say what is wrong. Nothing is thrown. (Damaged proofs: LinkVerifierTests.)</summary>
    [Fact]
    public void Parse_OfAHundredThousandDamagedFiles_NeverThrows()
    {
        var file = Sound();
        var links = file["accounts"]![0]!["links"]!.AsArray();
        links.RemoveAt(2);
        links.RemoveAt(1);
        (links[0]!["proof"]!["scheme"], links[0]!["proof"]!["signature"]) = ("erc1271", "0x0102");
        links.Add(new JsonObject { ["address"] = "eip155:8453:0x0000000000000000000000000000000000000b0b", ["unlinked"] = 3 });
        var sound = System.Text.Encoding.UTF8.GetBytes(file.ToJsonString());
        var mutator = new Mutator(Seed);
        var accepted = 0;
        for (var i = 0; i < Cases; i++)
        {
            var bytes = mutator.Next(sound);
            try
            {
                var config = AccountsFile.Parse(bytes, "mutated", Deployment, out var problems);
                Assert.Equal(config is null, problems.Count > 0);
                if (config is not null) accepted++;
            }
            catch (Exception thrown)
            {
                Assert.Fail($"{mutator.Describe(i)}: {thrown}");
            }
        }

        Assert.InRange(accepted, 1, Cases / 2);
    }

    private static AccountsConfig? Parse(JsonObject file, out IReadOnlyList<string> problems, IReadOnlyDictionary<AccountAddress, ulong>? minimumNonces = null) =>
        AccountsFile.Parse(System.Text.Encoding.UTF8.GetBytes(file.ToJsonString()), "test", Deployment, out problems, minimumNonces);

    private static LinkSettings EvmLink(AccountsConfig config) => config.Accounts[0].Links.Single(link => link.Address.TryGetEvm(out _));

    private static JsonObject Vector(string name) => Vectors.Single(vector => (string)vector!["name"]! == name)!.AsObject();

    private static JsonObject Proof(JsonObject vector, ulong nonce)
    {
        var proof = new JsonObject { ["nonce"] = nonce, ["scheme"] = (string)vector["scheme"]!, ["signature"] = (string)vector["signature"]! };
        if (vector["publicKey"] is { } key) proof["publicKey"] = (string)key!;
        return proof;
    }

    private static JsonObject Link(string vector) => new() { ["address"] = (string)Vector(vector)["address"]!, ["proof"] = Proof(Vector(vector), ulong.Parse((string)Vector(vector)["nonce"]!, System.Globalization.CultureInfo.InvariantCulture)) };

    private static JsonObject Sound() => new()
    {
        ["shards"] = new JsonArray("accounts-0", "accounts-1"),
        ["otherDeployments"] = new JsonArray("crosschainoracle:testnet"),
        ["accounts"] = new JsonArray(
            new JsonObject { ["account"] = "alice", ["links"] = new JsonArray(Link("evm"), Link("solana, full layout"), Link("cosmos hub")) },
            new JsonObject { ["account"] = "bob", ["links"] = new JsonArray(new JsonObject { ["address"] = "eip155:1:0x0000000000000000000000000000000000000b0b", ["declared"] = true }) }),
    };
}
