using System.Text.Json.Nodes;
using CrossChainOracle.Conformance.Tests.Vectors;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using static CrossChainOracle.Conformance.Tests.Kit.Decoded;

namespace CrossChainOracle.Conformance.Tests.Contracts;

/// <summary>A hub as it is deployed, and calls of it in order, each with what it must answer. Its JSON has a column for each part of a step: forge reads a column at once.</summary>
public sealed class HubScenario(string name, Setting setting)
{
    /// <summary>The consumer of tests/vectors that a batch is for, as a caller.</summary>
    public static readonly EvmAddress Consumer = EvmAddress.Parse("0x00000000000000000000000000000000000000c0");

    private readonly List<(string What, long Now, string Target, EvmAddress Caller, byte[] Call, string Error, byte[] Returns)> _steps = [];

    public Setting Setting => setting;

    /// <param name="what">For the message of a test that fails.</param>
    /// <param name="now">Unix milliseconds; a block has whole seconds.</param>
    /// <param name="call">Of the hub or of its facts.</param>
    /// <param name="error">Signature of the error that it must revert with; empty: none; <c>*</c>: any.</param>
    /// <param name="returns">What it must return where there is no error.</param>
    /// <param name="caller">By default one that nothing is for.</param>
    public HubScenario Step(string what, long now, HubCall call, string error = "", byte[]? returns = null, EvmAddress caller = default)
    {
        if (now % 1_000 != 0) throw new ArgumentException($"{now} is no block time", nameof(now));
        _steps.Add((what, now, call.Target, caller, call.Data, error, returns ?? []));
        return this;
    }

    public JsonObject ToJson() => Object(
        ("name", name),
        ("deployment", $"{setting.SigningDomain.Salt}"),
        ("firstSet", Hex.Encode(StatementCodec.Encode(new AttesterSetStatement(setting.Anchor)))),
        ("recoverySet", setting.Recovery is null ? "0x" : Hex.Encode(StatementCodec.Encode(new AttesterSetStatement(setting.Recovery.Set)))),
        ("recoveryDelay", Number(setting.Recovery?.DelayMs ?? 0)),
        ("grace", Number(setting.GraceMs)),
        ("what", Array(_steps, step => step.What)),
        ("now", Array(_steps, step => Number(step.Now / 1_000))),
        ("target", Array(_steps, step => step.Target)),
        ("caller", Array(_steps, step => $"{step.Caller}")),
        ("call", Array(_steps, step => Hex.Encode(step.Call))),
        ("error", Array(_steps, step => step.Error)),
        ("returns", Array(_steps, step => Hex.Encode(step.Returns))));

    /// <summary>The first block time at or after it.</summary>
    public static long BlockTime(long milliseconds) => (milliseconds + 999) / 1_000 * 1_000;
}
