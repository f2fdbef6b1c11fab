namespace CrossChainOracle.Gas;

/// <summary>A figure that this run did not measure.</summary>
/// <param name="Gas">As the source gives it.</param>
/// <param name="Source">Who said or measured it, at which version.</param>
internal sealed record PublishedFigure(string Who, string What, string Gas, string Source);

/// <summary>Oracles whose contracts npm does not carry, and what is known of them.</summary>
internal static class PublishedFigures
{
    private const string PythReadme = "its own benchmark: pyth-crosschain@7c915eb, `README.md` of its Ethereum contracts";
    private const string Pyth = "measured by this project before, not in this run: pyth-crosschain@7c915eb behind its proxies, solc 0.8.29, 200 runs, recorded mainnet updates";
    private const string Ocr2 = "measured by this project before, not in this run: libocr@0a5e2f9 OCR2Aggregator, solc 0.8.19, 1,000,000 runs, no billing, no validator";
    private const string Scribe = "its own benchmark: chronicleprotocol/scribe@12ff06c `Benchmarks.md`; it does not say whether the 21,000 of a transaction are in";

    public static IReadOnlyList<PublishedFigure> All { get; } =
    [
        new("Pyth", "`updatePriceFeeds`, 13 of 19 guardians, batch size not stated", "383,169", PythReadme),
        new("Pyth", "`updatePriceFeeds`, 13 of 19 guardians, 1 feed, x → y", "194,453", Pyth),
        new("Pyth", "… 8 feeds, one of them 0 → x", "409,353", Pyth),
        new("Pyth", "… 9 feeds, one of them 0 → x", "435,082", Pyth),
        new("Chainlink OCR2", "`transmit`, 2 of 4 signatures, 3 observations", "91,228", Ocr2),
        new("Chainlink OCR2", "… 6 of 16, 11 observations", "125,176", Ocr2),
        new("Chainlink OCR2", "… 11 of 31, 21 observations", "167,585", Ocr2),
        new("Chronicle Scribe", "`poke`, one feed, bar 5 / 10 / 15 / 20", "81,025 / 106,395 / 134,342 / 159,488", Scribe),
        new("Chronicle Scribe", "`opPoke` (optimistic), bar 5 / 20", "68,944 / 69,133", Scribe),
    ];
}
