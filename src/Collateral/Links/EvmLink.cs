using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding.Abi;

namespace CrossChainOracle.Collateral.Links;

/// <summary>A claim signed by an EVM key (EIP-712), and what a contract is asked about one (ERC-1271).</summary>
public static class EvmLink
{
    private const uint MagicValue = 0x1626ba7e;

    /// <summary>32 times 0x6492 at the end mark a signature of a contract that is not deployed yet (ERC-6492).</summary>
    private const int WrapperSize = 32;

    private static readonly uint IsValidSignature = AbiSelector.Of("isValidSignature(bytes32,bytes)");

    /// <summary>Null when the address's own key signed.</summary>
    internal static LinkRefusal? Refusal(LinkClaim claim, LinkProof proof)
    {
        if (!claim.Address.TryGetEvm(out var owner)) throw new InvalidOperationException($"{claim.Address} is not on an EVM chain.");
        var signature = proof.Signature.Span;
        if (signature.Length != Secp256k1.SignatureSize) return new LinkRefusal.Malformed("signature", $"r | s | v, {Secp256k1.SignatureSize} bytes, not {signature.Length}");
        if (!Secp256k1.IsLowS(signature[32..64])) return new LinkRefusal.BadSignature("s is zero or in the upper half of the group order (EIP-2)");
        if (!Secp256k1.TryRecoverAddress(LinkTypedData.Digest(claim), signature, out var recovered)) return new LinkRefusal.BadSignature("no key has it");
        return recovered == owner ? null : new LinkRefusal.WrongAddress(claim.Address, recovered.ToString());
    }

    /// <summary>Whether the signature is wrapped by ERC-6492.</summary>
    internal static bool IsWrapped(ReadOnlySpan<byte> signature)
    {
        if (signature.Length < WrapperSize) return false;
        for (var i = signature.Length - WrapperSize; i < signature.Length; i += 2)
        {
            if (signature[i] != 0x64 || signature[i + 1] != 0x92) return false;
        }

        return true;
    }

    /// <summary>Call data of <c>isValidSignature(digest, signature)</c>.</summary>
    public static byte[] ContractQuestion(LinkClaim claim, LinkProof proof) =>
        new AbiWriter().Bytes32(LinkTypedData.Digest(claim)).Bytes(proof.Signature.Span).ToCall(IsValidSignature);

    /// <summary>Null when the contract answered with the magic value: a word, its first four bytes 0x1626ba7e, the others zero.</summary>
    public static LinkRefusal? ContractRefusal(LinkClaim claim, ReadOnlySpan<byte> answer)
    {
        if (answer.Length != AbiReader.Word) return new LinkRefusal.BadSignature($"{claim.Address} answered with {answer.Length} bytes, not a word: it is no ERC-1271 contract");
        var valid = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(answer) == MagicValue && !answer[4..].ContainsAnyExcept((byte)0);
        return valid ? null : new LinkRefusal.BadSignature($"{claim.Address} answered {Hex.Encode(answer[..4])}, not {MagicValue:x8}");
    }
}
