namespace CrossChainOracle.Domain.Tests.Collateral.Model;

/// <summary>Histories from a seed: every transaction is one that the ledger could execute at the head.</summary>
internal sealed class Generator(int seed)
{
    private const long Plenty = 1_000_000;

    private readonly Random _random = new(seed);
    private readonly long[] _shares = new long[World.Count];
    private readonly List<(long Numerator, long Denominator)>[] _indices = new List<(long Numerator, long Denominator)>[World.Markets];

    /// <param name="most">Blocks, and transactions in a block.</param>
    public History Next(int most)
    {
        for (var place = 0; place < World.Count; place++) _shares[place] = World.Places[place].Foreign ? Plenty : _random.Next(3) == 0 ? 0 : _random.Next(1, 300);
        var still = _random.Next(3) == 0;
        for (var market = 0; market < World.Markets; market++)
        {
            var denominator = _random.Next(5) switch { 0 => 1, 1 => 2, 2 => 3, 3 => 7, _ => 1_000 };
            _indices[market] = [market == 0 || still ? (1, 1) : (_random.Next(0, denominator * 4), denominator)];
        }

        var finalized = (long[])_shares.Clone();
        var blocks = new List<IReadOnlyList<long[]>>();
        for (var left = _random.Next(1, most + 1); left > 0; left--)
        {
            for (var market = 0; market < World.Markets; market++) _indices[market].Add(market == 0 || still ? (1, 1) : NextIndex(_indices[market][^1]));
            blocks.Add([.. Enumerable.Range(0, _random.Next(1, most + 1)).Select(_ => Transaction())]);
        }

        return new()
        {
            Finalized = finalized,
            Blocks = blocks,
            Indices = _indices,
            Decimals = _random.Next(2) == 0 ? [0, 0] : [(byte)_random.Next(4), (byte)_random.Next(4)],
            Prices = [Edges(), Edges()],
        };
    }

    /// <summary>Which rule each place's source has.</summary>
    public Domain.Collateral.CreditRule[] MixedRules()
    {
        var ofSource = new Dictionary<string, Domain.Collateral.CreditRule>();
        foreach (var place in World.Places) ofSource.TryAdd(place.Key.Source, (Domain.Collateral.CreditRule)_random.Next(1, 3));
        return [.. World.Places.Select(place => ofSource[place.Key.Source])];
    }

    private (long Lower, long Upper) Edges()
    {
        var lower = _random.Next(0, 5_000);
        return (lower, lower + _random.Next(0, 200));
    }

    /// <summary>Interest, a slash, or nothing; at times in other terms than before.</summary>
    private (long Numerator, long Denominator) NextIndex((long Numerator, long Denominator) last) => _random.Next(5) switch
    {
        0 => (last.Numerator + _random.NextInt64(0, (last.Denominator / 2) + 2), last.Denominator),
        1 => (_random.NextInt64(0, last.Numerator + 1), last.Denominator),
        2 => ((last.Numerator * 3) + _random.Next(0, 3), last.Denominator * 3),
        _ => last,
    };

    private long[] Transaction()
    {
        var deltas = new long[World.Count];
        for (var acts = _random.Next(4) == 0 ? 2 : 1; acts > 0; acts--) Act(deltas);
        return deltas;
    }

    private void Act(long[] deltas)
    {
        var asset = _random.Next(World.Assets);
        var (mine, other, foreign) = (One(World.Wallets(asset, false)), One(World.Wallets(asset, false)), World.Wallets(asset, true)[0]);
        var loan = One(World.Loans);
        var borrowed = One(World.Wallets(World.Places[loan].Asset, false));
        switch (_random.Next(14))
        {
            case 0: Move(foreign, mine, _random.Next(1, 200)); break;
            case 1: Move(mine, foreign, Some(mine)); break;
            case 2: Move(mine, other, Some(mine)); break;
            case 3: Exchange(World.Wallets(0, false)[0], World.Vault); break;
            case 4: Exchange(World.Vault, One(World.Wallets(0, false))); break;
            case 5: Exchange(mine, One(World.Wallets(1 - asset, false))); break;
            case 6: Exchange(One(World.Wallets(1, false)), World.Supplied); break;
            case 7: Exchange(World.Supplied, One(World.Wallets(1, false))); break;
            case 8: Both(borrowed, loan, _random.Next(1, 100)); break;
            case 9: Both(borrowed, loan, -Math.Min(Some(borrowed), Some(loan))); break;
            case 10: Both(World.Supplied, loan, -Math.Min(Some(World.Supplied), Some(loan))); break;
            case 11: Move(World.Loans[0], World.Loans[1], Some(World.Loans[0])); break;
            case 12: Change(World.Locked, _random.Next(2) == 0 ? Some(World.Vault) : -Some(World.Locked)); break;
            default: Exchange(World.Vault, World.Queued); break;
        }

        // Shares of one market, by the account or with somebody else.
        void Move(int from, int to, long shares) => (_, _) = (Change(from, -shares), Change(to, shares));

        // Into another market or asset: what arrives has any price, mostly a fair one.
        void Exchange(int from, int to)
        {
            var shares = Some(from);
            var index = _indices[World.Places[to].Market][^1];
            var amount = History.Down(shares, _indices[World.Places[from].Market][^1]);
            var arrives = index.Numerator == 0 || _random.Next(4) == 0 ? _random.Next(0, 100) : History.Down(amount, (index.Denominator, index.Numerator));
            (_, _) = (Change(from, -shares), Change(to, arrives));
        }

        void Both(int one, int two, long shares) => (_, _) = (Change(one, shares), Change(two, shares));

        long Change(int place, long shares)
        {
            _shares[place] += shares;
            return deltas[place] += shares;
        }
    }

    private long Some(int place) => _random.Next(3) == 0 ? _shares[place] : _random.NextInt64(0, _shares[place] + 1);

    private int One(IReadOnlyList<int> places) => places[_random.Next(places.Count)];
}
