namespace CrossChainOracle.Azure.Rest;

/// <summary>The short names by which Azure's services call errors (<c>BlobNotFound</c>, <c>Forbidden</c>), fit to be shown.</summary>
public static class ErrorCode
{
    private const int Longest = 64;

    /// <summary>The code, or null where it is none: 1 to 64 letters and digits.</summary>
    public static string? Clean(string? code) => code is { Length: > 0 and <= Longest } && code.All(char.IsAsciiLetterOrDigit) ? code : null;
}
