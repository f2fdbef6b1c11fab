using CrossChainOracle.Node.Sandbox.Accounts.Evm;

namespace CrossChainOracle.Node.Sandbox.Accounts;

/// <summary>What happens on the sandbox's chains of accounts, and when. The same script is the same transactions in the same blocks.</summary>
public sealed class AccountsScript
{
    internal AccountsScript(string name, LedgerFinality finality, long length, bool loops, IReadOnlyList<AccountsStep> steps)
    {
        (Name, Finality, LengthMs, Loops, Steps) = (name, finality, length, loops, steps);
        if (steps.Count > 0 && (steps[^1].At > length || steps.Zip(steps.Skip(1)).Any(pair => pair.First.At > pair.Second.At)))
        {
            throw new ArgumentException($"The steps of {name} are not in order, or go beyond its {length} ms.", nameof(steps));
        }
    }

    /// <summary>Three accounts that move what they own, without end.</summary>
    public static AccountsScript Steady { get; } = AccountsScripts.Steady();

    /// <summary>A deposit, a withdrawal that it seems to cover, and a reorganisation that drops the deposit alone; then a vault deposit that is dropped, and what stays is finalized.</summary>
    public static AccountsScript Reorg { get; } = AccountsScripts.Reorg();

    public string Name { get; }

    /// <summary>After how many milliseconds it ends, or begins again.</summary>
    public long LengthMs { get; }

    /// <summary>Whether it begins again.</summary>
    public bool Loops { get; }

    internal LedgerFinality Finality { get; }

    /// <summary>In order of time.</summary>
    internal IReadOnlyList<AccountsStep> Steps { get; }

    /// <summary>The script of that name; null where there is none.</summary>
    public static AccountsScript? Find(string name) => name switch
    {
        "steady" => Steady,
        "reorg" => Reorg,
        _ => null,
    };
}
