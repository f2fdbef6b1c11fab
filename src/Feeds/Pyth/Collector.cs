using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Proofs.Pyth;

namespace CrossChainOracle.Feeds.Pyth;

/// <summary>Gathers one look: verifies updates of one or several endpoints and keeps the newest value of each target.</summary>
internal sealed class Collector(RouteId route, IReadOnlyList<FeedTarget> targets, PythTrust trust)
{
    private readonly Observation?[] _newest = new Observation?[targets.Count];
    private readonly Fault?[] _faults = new Fault?[targets.Count];
    private readonly Dictionary<Hash256, Evidence> _evidence = [];
    private readonly List<SourceFailure> _unasked = [];
    private Fault? _fault;

    public bool HasAny => Array.Exists(_newest, observation => observation is not null);

    public bool HasAll => Array.TrueForAll(_newest, observation => observation is not null);

    /// <summary>When the newest update so far was signed, Unix milliseconds; 0 before the first.</summary>
    public long SignedAt { get; private set; }

    /// <summary>The first thing that went wrong as a whole stands for targets that stay without a value.</summary>
    public void Add(Fault fault) => _fault ??= fault;

    /// <summary>What went wrong for the targets of one price id.</summary>
    public void Add(Hash256 id, Fault fault)
    {
        for (var i = 0; i < targets.Count; i++)
        {
            if (targets[i].Source == id) _faults[i] ??= fault;
        }
    }

    /// <param name="origin">Who served the answer, for failures.</param>
    /// <param name="answer">A Hermes answer, as received.</param>
    /// <param name="now">Unix milliseconds.</param>
    public void Add(string origin, ReadOnlyMemory<byte> answer, long now)
    {
        if (!Parser.TryParse(answer, out var updates, out var fault)) Add(new Fault(fault.Code, $"{origin}: {fault.Detail}"));
        else foreach (var bytes in updates) Add(origin, bytes, now);
    }

    /// <summary>What was found. A target without a value has a failure when <paramref name="reportMissing"/>.</summary>
    public Look ToLook(bool reportMissing)
    {
        var failures = new List<SourceFailure>(_unasked);
        for (var i = 0; i < targets.Count && reportMissing; i++)
        {
            if (_newest[i] is not null) continue;
            var fault = Why(i);
            failures.Add(new(targets[i].Feed, Provider.Pyth, route, fault.Code, fault.Detail));
        }

        var observations = _newest.OfType<Observation>().ToList();
        return new(observations, failures, [.. observations.Select(observation => observation.Anchor).Distinct().Select(anchor => _evidence[anchor])]);
    }

    /// <summary>Why a target stays without a value: what is wrong with its own, or what went wrong as a whole, or its absence.</summary>
    public Fault Why(int target) => _faults[target] ?? _fault ?? new(RejectionCode.Absent, $"no price of {targets[target].Source} in the answer");

    /// <summary>Forgets values that are not newer than what was given out before, and notes the others as given out.</summary>
    public void KeepNews(Dictionary<FeedId, Observation> given)
    {
        for (var i = 0; i < _newest.Length; i++)
        {
            if (_newest[i] is not { } observation) continue;
            if (Reading.IsNewer(observation, given.GetValueOrDefault(observation.Feed))) given[observation.Feed] = observation;
            else _newest[i] = null;
        }
    }

    private void Add(string origin, byte[] bytes, long now)
    {
        if (!PythUpdate.TryVerify(bytes, trust, now, out var update, out var refusal))
        {
            Add(new Fault(refusal.Code, $"{origin}: {refusal.Detail}"));
            return;
        }

        SignedAt = Math.Max(SignedAt, update.Vaa.Vaa.Time);
        var anchor = Keccak256.Hash(bytes);
        _evidence.TryAdd(anchor, new(anchor, bytes));
        foreach (var refused in update.Refused) Add(new Fault(refused.Refusal.Code, $"{origin}: {refused.Refusal.Detail}"));
        foreach (var price in update.Messages.Select(proven => proven.Message).OfType<PythMessage.PriceFeed>())
        {
            var isAsked = false;
            for (var i = 0; i < targets.Count; i++)
            {
                if (targets[i].Source != price.Id) continue;
                isAsked = true;
                if (!Reading.TryObserve(targets[i].Feed, route, price, update.Slot, anchor, now, out var observation, out var fault)) _faults[i] ??= fault;
                else if (Reading.IsNewer(observation, _newest[i])) _newest[i] = observation;
            }

            if (!isAsked) AddUnasked(origin, price.Id);
        }
    }

    private void AddUnasked(string origin, Hash256 id)
    {
        if (_unasked.Count >= Limits.MaximumTargets) return;
        var fault = new Fault(RejectionCode.WrongFeed, $"{origin}: a price of {id}, which was not asked for");
        _unasked.Add(new(default, Provider.Pyth, route, fault.Code, fault.Detail));
    }
}
