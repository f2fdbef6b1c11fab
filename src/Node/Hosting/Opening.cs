using CrossChainOracle.Hosting;
using CrossChainOracle.Storage;

namespace CrossChainOracle.Node.Hosting;

/// <summary>Turns what came of opening a log into a value or into a fault that says what to do.</summary>
internal static class Opening
{
    /// <exception cref="NodeFaultException">It did not open.</exception>
    public static T Require<T>(OpenOutcome<T> outcome, string what) => outcome switch
    {
        OpenOutcome<T>.Opened opened => opened.Value,
        OpenOutcome<T>.Locked locked => throw new NodeFaultException($"{what}: {locked.Folder} is in use by another process; stop it or choose another folder"),
        OpenOutcome<T>.Damaged damaged => throw new NodeFaultException($"{what}: {damaged.Damage}. Nothing was changed; restore the file from a copy"),
        OpenOutcome<T>.Mismatch mismatch => throw new NodeFaultException($"{what}: {mismatch.What} is {mismatch.Actual}, expected {mismatch.Expected}"),
        OpenOutcome<T>.Failed failed => throw new NodeFaultException($"{what}: {failed.Reason}"),
        _ => throw new InvalidOperationException($"Unknown outcome {outcome}."),
    };
}
