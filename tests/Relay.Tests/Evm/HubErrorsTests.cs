using System.Text.RegularExpressions;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Abi;
using CrossChainOracle.Relay.Evm;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Relay.Tests.Evm;

public sealed partial class HubErrorsTests
{
    private const int Mutations = 20_000;

    /// <summary>The interfaces are the source; an error that is added there must be judged here.</summary>
    [Fact]
    public void EveryErrorOfTheInterfaces_IsKnown_WithItsOperands()
    {
        var folder = Repository.PathOf("contracts", "evm", "src", "interfaces");
        string[] sources = [.. Directory.EnumerateFiles(folder, "I*Hub.sol").Select(File.ReadAllText)];
        string[] declared = [.. sources.SelectMany(static source => Declaration().Matches(source)).Select(static match => match.Groups[1].Value.Replace(", ", ",", StringComparison.Ordinal)).Distinct()];
        Assert.True(declared.Length >= 23);
        Assert.Empty(declared.Except(HubErrors.Declarations));
    }

    [Fact]
    public void Operands_AreReadByTheirTypes()
    {
        var error = HubErrors.Decode(new AbiWriter().UInt(2).UInt(1).Address(EvmAddress.Parse("0x00000000000000000000000000000000000000ff")).ToCall(AbiSelector.Of("BadSignature(uint256,uint256,address)")));
        Assert.Equal("BadSignature(index 2, signer 1, recovered 0x00000000000000000000000000000000000000ff)", error.ToString());
        Assert.True(error.IsPermanent);
        error = HubErrors.Decode(new AbiWriter().Bytes32(Hash256.Parse("0xaabbccdd" + new string('0', 56))).Bytes32(Hash256.Parse("0x11223344" + new string('0', 56))).ToCall(AbiSelector.Of("WrongDeployment(bytes4,bytes4)")));
        Assert.Equal(("0xaabbccdd", "0x11223344"), (error["tag"], error["expected"]));
    }

    [Theory]
    [InlineData("Replay(bytes32,uint64)", false)]
    [InlineData("OlderSequence(bytes32,uint64,uint64)", false)]
    [InlineData("BelowFloor(bytes32,uint64,uint64)", true)]
    [InlineData("Ahead(uint256,uint256)", false)]
    [InlineData("EpochNotYetValid(uint32,uint256,uint256)", false)]
    [InlineData("EpochExpired(uint32,uint256,uint256)", true)]
    [InlineData("WrongStatement(uint256,uint256)", true)]
    [InlineData("Expired(bytes32,uint256,uint256)", true)]
    public void WhatCanNeverBeTaken_IsPermanent(string signature, bool isPermanent)
    {
        var writer = new AbiWriter();
        for (var operand = signature.Count(',') + 1; operand > 0; operand--) writer.UInt(0);
        Assert.Equal(isPermanent, HubErrors.Decode(writer.ToCall(AbiSelector.Of(signature))).IsPermanent);
    }

    [Theory]
    [InlineData("UnknownEpoch(uint32,uint32)", 1u, 3u, true)]
    [InlineData("UnknownEpoch(uint32,uint32)", 4u, 3u, false)]
    [InlineData("BadRotation(uint32,uint32,uint256)", 3u, 3u, false)]
    [InlineData("BadRotation(uint32,uint32,uint256)", 4u, 3u, true)]
    [InlineData("BadRotation(uint32,uint32,uint256)", 5u, 3u, false)]
    public void AnEpochThatIsOver_DoesNotComeBack_AndOneToComeMay(string signature, uint epoch, uint current, bool isPermanent)
    {
        var writer = new AbiWriter().UInt(epoch).UInt(current);
        if (signature.Count(',') == 2) writer.UInt(0);
        Assert.Equal(isPermanent, HubErrors.Decode(writer.ToCall(AbiSelector.Of(signature))).IsPermanent);
    }

    [Fact]
    public void SoliditysOwnErrors_AreShown_AndNothingElseIsGuessed()
    {
        Assert.Equal("Error(text no way?)", HubErrors.Decode(new AbiWriter().String("no way\n").ToCall(AbiSelector.Of("Error(string)"))).ToString());
        Assert.Equal("Panic(code 17)", HubErrors.Decode(new AbiWriter().UInt(17).ToCall(AbiSelector.Of("Panic(uint256)"))).ToString());
        Assert.Equal("Unknown(data 0x, bytes 0)", HubErrors.Decode([]).ToString());
        Assert.Equal("Unknown(data 0x01020304, bytes 4)", HubErrors.Decode([1, 2, 3, 4]).ToString());
    }

    [Fact]
    public void DamagedRevertData_NeverThrows()
    {
        byte[][] originals =
        [
            new AbiWriter().UInt(2).UInt(1).Address(default).ToCall(AbiSelector.Of("BadSignature(uint256,uint256,address)")), new AbiWriter().UInt(4).UInt(3).UInt(9).ToCall(AbiSelector.Of("BadRotation(uint32,uint32,uint256)")),
            new AbiWriter().String("reason").ToCall(AbiSelector.Of("Error(string)")), new AbiWriter().Bytes32(default).Bytes32(default).ToCall(AbiSelector.Of("WrongDeployment(bytes4,bytes4)")),
        ];
        var mutator = new Mutator(20_261_120);
        for (var i = 0; i < Mutations; i++) Assert.NotNull(HubErrors.Decode(mutator.Next(originals[i % originals.Length])));
    }

    [GeneratedRegex(@"error (\w+\([^)]*\));")]
    private static partial Regex Declaration();
}
