using System.Text.Json;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Rlp;
using CrossChainOracle.Proofs.Evm;

namespace CrossChainOracle.Proofs.Tests.Evm;

/// <summary>The tries of a block's transactions (legacy and EIP-1559, without access lists) and withdrawals (EIP-4895), from its JSON.</summary>
internal static class BlockLists
{
    public static PatriciaTrie Withdrawals(JsonElement block) =>
        Trie(block.GetProperty("withdrawals"), item => new RlpWriter().Bytes(Number(item, "index")).Bytes(Number(item, "validatorIndex")).Bytes(Data(item, "address")).Bytes(Number(item, "amount")).ToList());

    public static PatriciaTrie Transactions(JsonElement block) => Trie(block.GetProperty("transactions"), Transaction);

    private static byte[] Transaction(JsonElement item)
    {
        var to = item.GetProperty("to").GetString() is null ? [] : Data(item, "to");
        if (item.GetProperty("type").GetString() == "0x0")
        {
            return Signed(new RlpWriter().Bytes(Number(item, "nonce")).Bytes(Number(item, "gasPrice")).Bytes(Number(item, "gas")).Bytes(to).Bytes(Number(item, "value")).Bytes(Data(item, "input")), item);
        }

        Assert.Equal(("0x2", 0), (item.GetProperty("type").GetString(), item.GetProperty("accessList").GetArrayLength()));
        var fields = new RlpWriter()
            .Bytes(Number(item, "chainId")).Bytes(Number(item, "nonce")).Bytes(Number(item, "maxPriorityFeePerGas")).Bytes(Number(item, "maxFeePerGas")).Bytes(Number(item, "gas"))
            .Bytes(to).Bytes(Number(item, "value")).Bytes(Data(item, "input")).List(new());
        return [0x02, .. Signed(fields, item)];
    }

    private static byte[] Signed(RlpWriter fields, JsonElement item) => fields.Bytes(Number(item, "v")).Bytes(Number(item, "r")).Bytes(Number(item, "s")).ToList();

    private static PatriciaTrie Trie(JsonElement list, Func<JsonElement, byte[]> encode) =>
        new(list.EnumerateArray().Select((item, index) => (new RlpWriter().Number((uint)index).ToArray(), encode(item))));

    private static byte[] Data(JsonElement item, string name) => EvmData.Bytes(item.GetProperty(name).GetString());

    private static byte[] Number(JsonElement item, string name)
    {
        var digits = item.GetProperty(name).GetString()![2..].TrimStart('0');
        return EvmData.Bytes(digits.Length % 2 == 0 ? digits : "0" + digits);
    }
}
