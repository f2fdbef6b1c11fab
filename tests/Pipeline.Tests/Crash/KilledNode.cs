using System.Diagnostics;
using System.Globalization;
using CrossChainOracle.CrashNode;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Pipeline.Tests;

/// <summary>Starts a node as a process of its own, kills it, and keeps what it said in all its lives.</summary>
internal sealed class KilledNode(string folder)
{
    private string? _cursor;

    /// <summary>What the node said was published.</summary>
    public SortedDictionary<ulong, Hash256> Published { get; } = [];

    /// <summary>What the subscriber with a checkpoint has seen, by sequence, and the one with a cursor of its own.</summary>
    public List<Hash256> Grouped { get; } = [];

    public List<Hash256> Following { get; } = [];

    public int Repeated { get; private set; }

    /// <summary>One in five dies while it starts, scans or cuts; the others within milliseconds of something that they said.</summary>
    public async Task RunAndKillAsync(Random random)
    {
        using var node = Start(batches: 0);
        var killed = random.Next(5) == 0 ? KillAfterAsync(node, random.Next(700)) : null;
        var lines = random.Next(60);
        while (await node.StandardOutput.ReadLineAsync() is { } line)
        {
            Note(line);
            if (lines-- <= 0) killed ??= KillAfterAsync(node, random.Next(20));
        }

        Assert.True(killed is not null, "the node ended by itself");
        await killed;
        await node.WaitForExitAsync();
    }

    /// <summary>A last life that ends in good order after some batches.</summary>
    public async Task RunToEndAsync(int batches)
    {
        using var node = Start(batches);
        while (await node.StandardOutput.ReadLineAsync() is { } line) Note(line);
        await node.WaitForExitAsync();
        Assert.Equal(0, node.ExitCode);
    }

    private Process Start(int batches)
    {
        string[] arguments = [typeof(NodeFolder).Assembly.Location, folder, batches.ToString(CultureInfo.InvariantCulture), .. _cursor is null ? Array.Empty<string>() : [_cursor]];
        return Process.Start(new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", arguments)
        {
            RedirectStandardOutput = true,
            StandardOutputEncoding = System.Text.Encoding.UTF8,
        })!;
    }

    /// <summary>SIGKILL on Unix: nothing of the process runs any more.</summary>
    private static async Task KillAfterAsync(Process node, int milliseconds)
    {
        await Task.Delay(milliseconds);
        node.Kill();
    }

    private void Note(string line)
    {
        // The last line may be cut by the kill: then nothing was said.
        if (!line.EndsWith(Reporter.End, StringComparison.Ordinal)) return;
        Assert.False(line.StartsWith('!'), line);
        var words = line.Split(' ');
        var (sequence, digest) = (ulong.Parse(words[1], CultureInfo.InvariantCulture), Hash256.Parse(words[2]));
        if (words[0] == "P")
        {
            if (Published.TryGetValue(sequence, out var known)) Assert.Equal(known, digest);
            Published[sequence] = digest;
            return;
        }

        See(words[0] == "G" ? Grouped : Following, sequence, digest);
        if (words[0] == "C") _cursor = words[3];
    }

    private void See(List<Hash256> seen, ulong sequence, Hash256 digest)
    {
        Assert.True(sequence <= (ulong)seen.Count, $"batch {sequence} came when {seen.Count} was next");
        if (sequence == (ulong)seen.Count)
        {
            seen.Add(digest);
            return;
        }

        Repeated++;
        Assert.Equal(seen[(int)sequence], digest);
    }
}
