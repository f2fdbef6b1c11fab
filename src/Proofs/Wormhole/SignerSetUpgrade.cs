using System.Diagnostics.CodeAnalysis;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Proofs.Wormhole;

/// <summary>The payload of a governance VAA that replaces the guardian set. Wormhole whitepaper 0002.</summary>
/// <remarks><code>module 32 = "Core" padded on the left | action u8 = 2 | target chain u16 = 0 (all) | new index u32 | n u8 | n × address 20</code></remarks>
internal sealed record SignerSetUpgrade(uint NewIndex, EvmAddress[] Members)
{
    private const byte Action = 2;
    private static readonly Hash256 Module = Hash256.Parse("0x00000000000000000000000000000000000000000000000000000000436f7265");

    public static bool TryParse(
        ReadOnlyMemory<byte> payload, [NotNullWhen(true)] out SignerSetUpgrade? upgrade, [NotNullWhen(false)] out ProofRefusal? refusal)
    {
        upgrade = null;
        refusal = null;
        var reader = new WireReader(payload);
        var (module, action, target) = (reader.Hash(), reader.U8(), reader.U16());
        if (module != Module) return Refuse(0, $"module {module} is not Core", out refusal);
        if (action != Action) return Refuse(Hash256.Size, $"action {action} is not {Action}, the guardian set upgrade", out refusal);
        if (target != 0) return Refuse(Hash256.Size + 1, $"for chain {target} only, not for all", out refusal);
        var (index, count) = (reader.U32(), reader.U8());
        if (reader.Failed || reader.Remaining != count * EvmAddress.Size)
        {
            return Refuse(reader.Position, $"{count} members in {reader.Remaining} bytes", out refusal);
        }

        var members = new EvmAddress[count];
        for (var i = 0; i < count; i++) members[i] = reader.Address();
        upgrade = new(index, members);
        return true;
    }

    private static bool Refuse(int offset, string problem, out ProofRefusal refusal)
    {
        refusal = new ProofRefusal.Malformed("guardian set upgrade", offset, problem);
        return false;
    }
}
