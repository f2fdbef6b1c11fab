using System.Globalization;
using CrossChainOracle.Azure.Rest;

namespace CrossChainOracle.Azure.Blobs;

public sealed partial class BlobContainer
{
    /// <summary>A listing of more pages than this is not going to end.</summary>
    private const int MaximumPages = 1_000;

    /// <summary>Names the blobs that start so: each page has the time limits of a call of its own.</summary>
    /// <param name="prefix">Of the characters of names; may be empty.</param>
    /// <param name="most">So many names at most, 1 or more.</param>
    /// <exception cref="ArgumentException">Such a prefix or number is never asked for.</exception>
    public async ValueTask<BlobListing> ListAsync(string prefix, int most, CancellationToken ct)
    {
        BlobName.CheckPrefix(prefix);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(most);
        var names = new SortedSet<string>(StringComparer.Ordinal);
        var marker = string.Empty;
        for (var pages = 0; pages < MaximumPages; pages++)
        {
            switch (await PageAsync(prefix, Math.Min(BlobPage.Names, most - names.Count), marker, ct).ConfigureAwait(false))
            {
                case BlobPage.Listed page:
                    var isCut = names.Count + page.Found.Count > most;
                    names.UnionWith(page.Found.Take(most - names.Count));
                    if (isCut || names.Count == most || page.Next.Length == 0) return new BlobListing.Listed([.. names], IsWhole: !isCut && page.Next.Length == 0);
                    if (page.Next == marker) return new BlobListing.Failed($"blobs {prefix}*: the listing does not move on");
                    marker = page.Next;
                    break;
                case BlobPage.Failed failed:
                    return new BlobListing.Failed($"blobs {prefix}*: {failed.Reason}");
            }
        }

        return new BlobListing.Failed($"blobs {prefix}*: no end after {MaximumPages} pages");
    }

    private async ValueTask<BlobPage> PageAsync(string prefix, int names, string marker, CancellationToken ct)
    {
        var from = marker.Length == 0 ? string.Empty : $"&marker={Uri.EscapeDataString(marker)}";
        var target = string.Create(CultureInfo.InvariantCulture, $"?restype=container&comp=list&prefix={Uri.EscapeDataString(prefix)}&maxresults={names}{from}");
        var outcome = await Rest.SendAsync(() => Request(HttpMethod.Get, target), (response, either) => BlobAnswers.PageAsync(prefix, response, either), isRepeatable: true, ct).ConfigureAwait(false);
        return outcome switch
        {
            RestOutcome<BlobPage>.Answered answered => answered.Value,
            RestOutcome<BlobPage>.Broken broken => new BlobPage.Failed(broken.Reason),
            _ => throw new InvalidOperationException($"No such case: {outcome}"),
        };
    }
}
