namespace CrossChainOracle.Storage;

/// <summary>What came of opening a log, a ledger or a stream in a folder.</summary>
public abstract record OpenOutcome<T>
{
    private OpenOutcome() { }

    /// <param name="TornTail">The incomplete end that was cut off (a read-only open leaves it where it is); null when the end was clean.</param>
    public sealed record Opened(T Value, TornTail? TornTail) : OpenOutcome<T>;

    /// <summary>Rejected: another writer, in this process or another, holds the folder.</summary>
    public sealed record Locked(string Folder) : OpenOutcome<T>;

    /// <summary>Rejected: the files are damaged; nothing was changed.</summary>
    public sealed record Damaged(LogDamage Damage) : OpenOutcome<T>;

    /// <summary>Rejected: the files are sound and do not fit how they are opened.</summary>
    public sealed record Mismatch(string What, string Expected, string Actual) : OpenOutcome<T>;

    /// <summary>The disk refused; may be retried.</summary>
    public sealed record Failed(string Reason) : OpenOutcome<T>;

    /// <summary>The same outcome of what is built on <typeparamref name="T"/>.</summary>
    public OpenOutcome<TOther> Map<TOther>(Func<T, TOther> build) => this switch
    {
        Opened opened => new OpenOutcome<TOther>.Opened(build(opened.Value), opened.TornTail),
        Locked locked => new OpenOutcome<TOther>.Locked(locked.Folder),
        Damaged damaged => new OpenOutcome<TOther>.Damaged(damaged.Damage),
        Mismatch mismatch => new OpenOutcome<TOther>.Mismatch(mismatch.What, mismatch.Expected, mismatch.Actual),
        Failed failed => new OpenOutcome<TOther>.Failed(failed.Reason),
        _ => throw new InvalidOperationException($"No such case: {this}"),
    };

    /// <summary>The opened value.</summary>
    /// <exception cref="InvalidOperationException">It was not opened; the message is the refusal.</exception>
    public T OrThrow() => this is Opened opened ? opened.Value : throw new InvalidOperationException(ToString());
}
