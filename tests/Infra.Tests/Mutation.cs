namespace CrossChainOracle.Infra.Tests;

/// <summary>One change that somebody could make to the infrastructure or to what it is held to, and what the checker must say of it.</summary>
/// <param name="Name">What was done.</param>
/// <param name="File">The file that is changed, from the root.</param>
/// <param name="Old">Text that is there exactly once; empty: the file is written anew.</param>
/// <param name="New">What stands there instead.</param>
/// <param name="Where">The file that a finding must name.</param>
/// <param name="Says">What its message must say.</param>
public sealed record Mutation(string Name, string File, string Old, string New, string Where, string Says)
{
    public void Apply(string root)
    {
        var path = Path.Combine(root, File);
        if (Old.Length == 0)
        {
            System.IO.File.WriteAllText(path, New);
            return;
        }

        var text = System.IO.File.ReadAllText(path);
        var at = text.IndexOf(Old, StringComparison.Ordinal);
        Assert.True(at >= 0 && text.IndexOf(Old, at + 1, StringComparison.Ordinal) < 0, $"{Name}: '{Old}' must be in {File} exactly once");
        System.IO.File.WriteAllText(path, text[..at] + New + text[(at + Old.Length)..]);
    }

    public override string ToString() => Name;
}
