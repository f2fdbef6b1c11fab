using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Encoding.CometBft;

namespace CrossChainOracle.Chains.Cosmos;

/// <summary>Reads the results of CometBFT's RPC (its <c>rpc/openapi</c>) from untrusted JSON; never throws for them.</summary>
public static class CometParser
{
    /// <summary>Steps of a proof that are read.</summary>
    public const int MaximumSteps = 8;

    /// <summary>The head that a <c>status</c> answer names.</summary>
    public static bool TryParseStatus(JsonElement result, out CometStatus status, out string problem)
    {
        var fault = new JsonFault();
        var root = new JsonFields(result, string.Empty, fault);
        var sync = root.Object("sync_info");
        status = new(root.Object("node_info").Text("network"), Height(sync, "latest_block_height"));
        return Finish(fault, out problem);
    }

    /// <summary>The header and its votes of a <c>commit</c> answer.</summary>
    public static bool TryParseCommit(JsonElement result, [NotNullWhen(true)] out SignedHeader? signed, out string problem)
    {
        var fault = new JsonFault();
        var fields = new JsonFields(result, string.Empty, fault).Object("signed_header");
        var header = ReadHeader(fields.Object("header"));
        var commit = ReadCommit(fields.Object("commit"));
        signed = Finish(fault, out problem) ? new(header, commit) : null;
        return signed is not null;
    }

    /// <summary>The header of a <c>header</c> or <c>block</c> answer's header object.</summary>
    public static bool TryParseHeader(JsonElement header, [NotNullWhen(true)] out CometHeader? parsed, out string problem)
    {
        var fault = new JsonFault();
        parsed = ReadHeader(new(header, "header", fault));
        if (!Finish(fault, out problem)) parsed = null;
        return parsed is not null;
    }

    /// <summary>One page of a <c>validators</c> answer, and how many there are in all.</summary>
    public static bool TryParseValidators(JsonElement result, out long height, out IReadOnlyList<CometValidator> page, out int total, out string problem)
    {
        var fault = new JsonFault();
        var fields = new JsonFields(result, string.Empty, fault);
        height = Height(fields, "block_height");
        total = fields.Int31("total");
        page = [.. fields.Array("validators", ValidatorSet.MaximumMembers).Select(ReadValidator)];
        return Finish(fault, out problem);
    }

    /// <summary>What <c>abci_query</c> answered about one key. A code other than zero is the application's refusal.</summary>
    public static bool TryParseQuery(JsonElement result, [NotNullWhen(true)] out AbciAnswer? answer, out string problem)
    {
        var fault = new JsonFault();
        var response = new JsonFields(result, string.Empty, fault).Object("response");
        var code = response.Has("code") ? response.Int31("code") : 0;
        var content = response.Base64("value");

        // Spelled out: a null beside a memory would become an empty one.
        ReadOnlyMemory<byte>? value = content.IsEmpty ? default(ReadOnlyMemory<byte>?) : content;
        IReadOnlyList<ProofOp> steps = response.Has("proofOps")
            ? [.. response.Object("proofOps").Array("ops", MaximumSteps).Select(step => new ProofOp(step.Text("type"), step.Base64("key"), step.Base64("data")))]
            : [];
        answer = new(code == 0 ? Height(response, "height") : 0, response.Base64("key"), value, steps, code, code == 0 ? string.Empty : PlainText.Clean(response.Text("log"), 120));
        if (!Finish(fault, out problem)) answer = null;
        return answer is not null;
    }

    private static CometHeader ReadHeader(JsonFields header) => new()
    {
        BlockVersion = (ulong)header.Object("version").Number("block"),
        AppVersion = header.Object("version").Has("app") ? (ulong)header.Object("version").Number("app") : 0,
        ChainId = ChainId(header),
        Height = Height(header, "height"),
        Time = Time(header, "time"),
        LastBlock = Block(header.Object("last_block_id")),
        LastCommitHash = header.Hash("last_commit_hash"),
        DataHash = header.Hash("data_hash"),
        ValidatorsHash = header.Hash("validators_hash"),
        NextValidatorsHash = header.Hash("next_validators_hash"),
        ConsensusHash = header.Hash("consensus_hash"),
        AppHash = header.Hash("app_hash"),
        LastResultsHash = header.Hash("last_results_hash"),
        EvidenceHash = header.Hash("evidence_hash"),
        ProposerAddress = Address(header, "proposer_address"),
    };

    private static Commit ReadCommit(JsonFields commit) => new(
        Height(commit, "height"), commit.Int31("round"), Block(commit.Object("block_id")), [.. commit.Array("signatures", ValidatorSet.MaximumMembers).Select(ReadVote)]);

    private static CommitVote ReadVote(JsonFields vote)
    {
        var kind = (VoteKind)vote.Int31("block_id_flag");
        if (kind == VoteKind.Absent) return new(kind, default, default, default);
        if (kind is not (VoteKind.Block or VoteKind.Nil)) vote.Refuse("block_id_flag", "no kind of vote");
        return new(kind, Address(vote, "validator_address"), Time(vote, "timestamp"), vote.Base64("signature"));
    }

    private static CometValidator ReadValidator(JsonFields validator)
    {
        var key = validator.Object("pub_key");
        if (key.Text("type") != "tendermint/PubKeyEd25519") key.Refuse("type", "no Ed25519 key");
        return new(key.Base64("value"), validator.Number("voting_power"));
    }

    private static BlockId Block(JsonFields block)
    {
        var parts = block.Object("parts");
        return new(block.Hash("hash"), (uint)parts.Int31("total"), parts.Hash("hash"));
    }

    private static string ChainId(JsonFields header)
    {
        var id = header.Text("chain_id");
        if (id.Length is 0 or > CometHeader.MaximumChainId || id.Any(c => c is < '!' or > '~')) header.Refuse("chain_id", $"no text of 1 to {CometHeader.MaximumChainId} printable characters");
        return id;
    }

    private static long Height(JsonFields fields, string name)
    {
        var height = fields.Number(name);
        if (height is 0 or long.MaxValue) fields.Refuse(name, "no height");
        return height;
    }

    private static CometTime Time(JsonFields fields, string name)
    {
        if (!CometTime.TryParse(fields.Text(name), out var time)) fields.Refuse(name, "no time of RFC 3339 in UTC");
        return time;
    }

    private static ReadOnlyMemory<byte> Address(JsonFields fields, string name)
    {
        var address = fields.HexBytes(name);
        if (address.Length != CometValidator.AddressSize) fields.Refuse(name, $"{address.Length} bytes, not {CometValidator.AddressSize}");
        return address;
    }

    private static bool Finish(JsonFault fault, out string problem)
    {
        problem = fault.Problem ?? string.Empty;
        return fault.Problem is null;
    }
}
