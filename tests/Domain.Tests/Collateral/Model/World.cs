using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Domain.Tests.Collateral.Model;

/// <summary>Where the model's ledger keeps shares. Two addresses are linked to the account, one is foreign.</summary>
internal static class World
{
    public const int Assets = 2;
    public const int Markets = 5;

    private const int Identity = 0, VaultMarket = 1, SupplyMarket = 2, DollarDebt = 3, EtherDebt = 4;

    public static readonly IReadOnlyList<Place> Places =
    [
        new(CreditBook.Key("erc20", CreditBook.Dollar, 1), 0, Identity),
        new(CreditBook.Key("erc20", CreditBook.Dollar, 2), 0, Identity),
        new(CreditBook.Key("erc20", CreditBook.Ether, 1), 1, Identity),
        new(CreditBook.Key("erc20", CreditBook.Ether, 2), 1, Identity),
        new(CreditBook.Key("vault", CreditBook.Dollar, 1), 0, VaultMarket),
        new(CreditBook.Key("vault", CreditBook.Dollar, 1, PositionSide.Encumbrance), 0, VaultMarket),
        new(CreditBook.Key("vault", CreditBook.Dollar, 1, PositionSide.Pending), 0, Identity),
        new(CreditBook.Key("lending", CreditBook.Ether, 2), 1, SupplyMarket),
        new(CreditBook.Key("lending", CreditBook.Dollar, 1, PositionSide.Debt), 0, DollarDebt),
        new(CreditBook.Key("lending", CreditBook.Dollar, 2, PositionSide.Debt), 0, DollarDebt),
        new(CreditBook.Key("lending", CreditBook.Ether, 2, PositionSide.Debt), 1, EtherDebt),
        new(CreditBook.Key("erc20", CreditBook.Dollar, 9), 0, Identity, Foreign: true),
        new(CreditBook.Key("erc20", CreditBook.Ether, 9), 1, Identity, Foreign: true),
    ];

    public static readonly int Count = Places.Count;
    public static readonly int Vault = Find("vault", PositionSide.Collateral), Locked = Find("vault", PositionSide.Encumbrance), Queued = Find("vault", PositionSide.Pending);
    public static readonly int Supplied = Find("lending", PositionSide.Collateral);
    public static readonly IReadOnlyList<int> Loans = [.. Where(place => place.Key.Side == PositionSide.Debt)];

    public static IEnumerable<int> Where(Func<Place, bool> chosen) => Enumerable.Range(0, Places.Count).Where(place => chosen(Places[place]));

    public static IReadOnlyList<int> Wallets(int asset, bool foreign) => [.. Where(place => place.Key.Source == "erc20" && place.Asset == asset && place.Foreign == foreign)];

    private static int Find(string source, PositionSide side) => Where(place => place.Key.Source == source && place.Key.Side == side).Single();
}

/// <param name="Key">As the product names it.</param>
/// <param name="Asset">0 or 1.</param>
/// <param name="Market">Whose index its shares have; 0 is one to one.</param>
/// <param name="Foreign">Not the account's: in the ledger, and in no line.</param>
internal sealed record Place(PositionKey Key, int Asset, int Market, bool Foreign = false);
