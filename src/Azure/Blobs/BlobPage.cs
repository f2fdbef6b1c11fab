using System.Text;
using System.Xml;

namespace CrossChainOracle.Azure.Blobs;

/// <summary>One page of a listing ("List Blobs", response body).</summary>
internal abstract record BlobPage
{
    /// <summary>So many names are asked for at a time.</summary>
    public const int Names = 1_000;

    /// <summary>Longer ones are not read: a page of <see cref="Names"/> blobs has about 1 MB, with the longest names encoded 4 MB.</summary>
    public const int MaximumBytes = 8 * 1024 * 1024;

    /// <summary>A marker goes back in a URI; real ones have a few hundred characters.</summary>
    private const int LongestMarker = 4_096;

    private const string Root = "EnumerationResults";

    /// <summary>EnumerationResults, Blobs, Blob, Name.</summary>
    private const int NameDepth = 3;

    private static readonly Failed NoListing = new("an answer that is no listing");
    private static readonly Failed OtherNames = new("a listing of other names than were asked for");
    private static readonly XmlReaderSettings Strict = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true, IgnoreProcessingInstructions = true };
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private BlobPage() { }

    /// <param name="Found">The names, as the service orders them.</param>
    /// <param name="Next">From where the next page starts; empty: there is none.</param>
    public sealed record Listed(IReadOnlyList<string> Found, string Next) : BlobPage;

    public sealed record Failed(string Reason) : BlobPage;

    /// <summary>Reads a page whatever its bytes are; a name that does not start with <paramref name="prefix"/> fails it.</summary>
    public static BlobPage Parse(ReadOnlySpan<byte> body, string prefix)
    {
        try
        {
            using var text = new StringReader(Utf8.GetString(body.StartsWith(System.Text.Encoding.UTF8.Preamble) ? body[3..] : body));
            using var reader = XmlReader.Create(text, Strict);
            return Read(reader, prefix);
        }
        catch (Exception cause) when (cause is XmlException or DecoderFallbackException)
        {
            // No whole document of XML 1.0 in UTF-8, the only encoding the service has.
            return NoListing;
        }
    }

    /// <summary>In one pass and without a tree, which takes time with the square of its depth: a page may be of depth only.</summary>
    /// <exception cref="XmlException">No whole document.</exception>
    private static BlobPage Read(XmlReader reader, string prefix)
    {
        var names = new List<string>();
        var path = new string[NameDepth + 1];
        var blobs = 0;
        string? next = null;
        reader.Read();
        while (!reader.EOF)
        {
            if (reader.NodeType == XmlNodeType.Element && reader.Depth <= NameDepth)
            {
                path[reader.Depth] = reader.Name;
                switch (path.AsSpan(0, reader.Depth + 1))
                {
                    case [not Root]:
                        return NoListing;
                    case [Root, "Blobs", "Blob"]:
                        blobs++;
                        break;
                    case [Root, "Blobs", "Blob", "Name"]:
                        if (NameOf(reader) is not { } name || !name.StartsWith(prefix, StringComparison.Ordinal)) return OtherNames;
                        names.Add(name);
                        // It stands behind the element already.
                        continue;
                    case [Root, "NextMarker"]:
                        next = reader.ReadElementContentAsString();
                        continue;
                }
            }

            reader.Read();
        }

        // Without a marker, empty at the end, nobody said that the listing is whole.
        if (next is not { Length: <= LongestMarker }) return new Failed("a listing without an end");
        return names.Count == blobs ? new Listed(names, next) : OtherNames;
    }

    /// <summary>Null where it is none. Names that XML cannot hold are percent-encoded, and the element says so.</summary>
    private static string? NameOf(XmlReader reader)
    {
        var isEncoded = string.Equals(reader.GetAttribute("Encoded"), "true", StringComparison.OrdinalIgnoreCase);
        var text = reader.ReadElementContentAsString();
        var name = isEncoded ? Uri.UnescapeDataString(text) : text;
        return name.Length is > 0 and <= BlobName.Longest ? name : null;
    }
}
