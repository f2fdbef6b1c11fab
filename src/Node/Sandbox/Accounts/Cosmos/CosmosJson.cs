using System.Globalization;
using System.Text.Json;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.CometBft;

namespace CrossChainOracle.Node.Sandbox.Accounts.Cosmos;

/// <summary>Writes CometBFT's objects: 64-bit numbers as text, hashes in upper-case hex, bytes in base64.</summary>
internal static class CosmosJson
{
    private const int Absent = (int)VoteKind.Absent;

    public static string Show(long number) => number.ToString(CultureInfo.InvariantCulture);

    public static string Show(Hash256? hash) => hash is { } bytes ? Convert.ToHexString(bytes.ToArray()) : string.Empty;

    public static string Show(CometTime time) => DateTimeOffset.FromUnixTimeMilliseconds(time.Milliseconds).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public static void WriteHeader(Utf8JsonWriter writer, CometHeader header)
    {
        writer.WriteStartObject("header");
        writer.WriteStartObject("version");
        writer.WriteString("block", header.BlockVersion.ToString(CultureInfo.InvariantCulture));
        writer.WriteString("app", header.AppVersion.ToString(CultureInfo.InvariantCulture));
        writer.WriteEndObject();
        writer.WriteString("chain_id", header.ChainId);
        writer.WriteString("height", Show(header.Height));
        writer.WriteString("time", Show(header.Time));
        WriteBlockId(writer, "last_block_id", header.LastBlock);
        writer.WriteString("last_commit_hash", Show(header.LastCommitHash));
        writer.WriteString("data_hash", Show(header.DataHash));
        writer.WriteString("validators_hash", Show(header.ValidatorsHash));
        writer.WriteString("next_validators_hash", Show(header.NextValidatorsHash));
        writer.WriteString("consensus_hash", Show(header.ConsensusHash));
        writer.WriteString("app_hash", Show(header.AppHash));
        writer.WriteString("last_results_hash", Show(header.LastResultsHash));
        writer.WriteString("evidence_hash", Show(header.EvidenceHash));
        writer.WriteString("proposer_address", Convert.ToHexString(header.ProposerAddress.Span));
        writer.WriteEndObject();
    }

    /// <summary>The header with a commit in which the validator is absent.</summary>
    public static void WriteCommit(Utf8JsonWriter writer, CosmosBlock block)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("signed_header");
        WriteHeader(writer, block.Header);
        writer.WriteStartObject("commit");
        writer.WriteString("height", Show(block.Header.Height));
        writer.WriteNumber("round", 0);
        WriteBlockId(writer, "block_id", new(block.Hash, 1, block.Hash));
        writer.WriteStartArray("signatures");
        writer.WriteStartObject();
        writer.WriteNumber("block_id_flag", Absent);
        writer.WriteString("validator_address", string.Empty);
        writer.WriteString("timestamp", "0001-01-01T00:00:00Z");
        writer.WriteNull("signature");
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteBoolean("canonical", true);
        writer.WriteEndObject();
    }

    public static void WriteValidator(Utf8JsonWriter writer, CometValidator validator)
    {
        writer.WriteStartObject();
        writer.WriteString("address", Convert.ToHexString(validator.Address.Span));
        writer.WriteStartObject("pub_key");
        writer.WriteString("type", "tendermint/PubKeyEd25519");
        writer.WriteString("value", Convert.ToBase64String(validator.PublicKey.Span));
        writer.WriteEndObject();
        writer.WriteString("voting_power", Show(validator.Power));
        writer.WriteString("proposer_priority", "0");
        writer.WriteEndObject();
    }

    /// <param name="writer">Where to.</param>
    /// <param name="key">Upper-case hex.</param>
    /// <param name="amount">The value, which x/bank keeps as decimal digits; null where the key is not there.</param>
    /// <param name="height">After which block.</param>
    public static void WriteAnswer(Utf8JsonWriter writer, string key, UInt128? amount, long height) => WriteResponse(writer, 0, string.Empty, () =>
    {
        writer.WriteString("key", Convert.ToBase64String(Convert.FromHexString(key)));
        if (amount is { } value) writer.WriteString("value", Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(value.ToString(CultureInfo.InvariantCulture))));
        else writer.WriteNull("value");
        writer.WriteString("height", Show(height));
    });

    public static void WriteRefusal(Utf8JsonWriter writer, int code, string log) => WriteResponse(writer, code, log, () =>
    {
        writer.WriteNull("key");
        writer.WriteNull("value");
        writer.WriteString("height", "0");
    });

    private static void WriteResponse(Utf8JsonWriter writer, int code, string log, Action content)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("response");
        writer.WriteNumber("code", code);
        writer.WriteString("log", log);
        writer.WriteString("info", string.Empty);
        writer.WriteString("index", "0");
        content();
        writer.WriteNull("proofOps");
        writer.WriteString("codespace", code == 0 ? string.Empty : "sdk");
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteBlockId(Utf8JsonWriter writer, string name, BlockId block)
    {
        writer.WriteStartObject(name);
        writer.WriteString("hash", Show(block.Hash));
        writer.WriteStartObject("parts");
        writer.WriteNumber("total", block.Total);
        writer.WriteString("hash", Show(block.PartsHash));
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
