namespace CrossChainOracle.Relay.Evm.Sending;

public sealed partial class EvmSender
{
    /// <summary>The second half of a step: which nonce carries what from here on.</summary>
    private sealed class Acting(EvmSender sender, Look look, IReadOnlyList<EvmPosting> wanted, List<SendEvent> events)
    {
        private readonly List<EvmPosting> _unsent = [];

        private EvmSenderOptions Options => sender._options;

        private SortedDictionary<ulong, NonceSlot> Slots => sender._slots;

        private IEnumerable<NonceSlot> Waiting => Slots.Values.Where(slot => slot.IsWaiting);

        public async Task RunAsync(CancellationToken cancellation)
        {
            var underWay = new HashSet<string>(Slots.Values.Where(slot => !slot.IsWaiting).Select(slot => slot.Carries?.Id).OfType<string>());
            var waiting = Waiting.ToList();
            _unsent.AddRange(wanted.DistinctBy(posting => posting.Posting.Id).Where(posting =>
                !underWay.Contains(posting.Posting.Id) && waiting.All(slot => slot.Newest.Posting?.Id != posting.Posting.Id) && !RevertsTooOften(posting)));
            foreach (var slot in waiting)
            {
                // The same posting at two nonces: the first gets to carry it. That follows a nonce that was taken and is free again.
                var isOnly = slot.Newest.Posting is { } posting && underWay.Add(posting.Id);
                await TendAsync(slot, isOnly, slot == waiting[0], cancellation).ConfigureAwait(false);
            }

            await SendNewAsync(cancellation).ConfigureAwait(false);
            await FillGapsAsync(cancellation).ConfigureAwait(false);
        }

        private async Task TendAsync(NonceSlot slot, bool isOnly, bool isFirst, CancellationToken cancellation)
        {
            var posting = slot.Newest.Posting;
            var heir = posting is null ? null : _unsent.FirstOrDefault(each => Overtakes(each.Posting, posting));

            // At most once a block: each replacement outbids the one before. Until then an heir waits for the nonce.
            if (look.Head.Place.Number > slot.Since)
            {
                heir ??= posting is null ? _unsent.FirstOrDefault() : null;
                if (heir is not null && await ReplaceAsync(slot, heir, cancellation).ConfigureAwait(false)) return;
                if ((IsDue(slot, isFirst) || (posting is not null && !isOnly)) && await RenewAsync(slot, isOnly ? Own(slot) : null, cancellation).ConfigureAwait(false)) return;
            }
            else if (heir is not null)
            {
                _unsent.Remove(heir);
            }

            if (!slot.Known && sender.Now >= slot.QuietUntil) await BroadcastAsync(slot, cancellation).ConfigureAwait(false);
        }

        /// <summary>What the slot carries, as long as somebody could read it; from the transaction itself where it is not wanted by name.</summary>
        private Load? Own(NonceSlot slot)
        {
            if (slot.Newest.Posting is not { } posting) return null;
            if (wanted.FirstOrDefault(each => each.Posting.Id == posting.Id) is { } named) return Load.Of(named);
            return Math.Max(sender.Now, look.Head.Place.Timestamp) <= posting.ValidUntil ? new(posting, slot.Newest.Transaction.Transaction.Data) : null;
        }

        /// <summary>Outbids what waits: with itself where the hub would still take it, else with what is wanted next, else with nothing. True where something left.</summary>
        private async Task<bool> RenewAsync(NonceSlot slot, Load? own, CancellationToken cancellation)
        {
            if (own is not null && await TryAsync(own, slot, cancellation).ConfigureAwait(false) is var attempt and not Attempt.Refused) return attempt is Attempt.Sent;
            while (_unsent.FirstOrDefault() is { } next)
            {
                if (await ReplaceAsync(slot, next, cancellation).ConfigureAwait(false)) return true;
            }

            return await TryAsync(null, slot, cancellation).ConfigureAwait(false) is Attempt.Sent;
        }

        /// <summary>Whether a transaction has waited too long, or cannot be included for its fee.</summary>
        private bool IsDue(NonceSlot slot, bool isFirst)
        {
            var isCovered = slot.Newest.Fees.Covers(look.Fees.NextBaseFee);
            var isPatient = look.Head.Place.Number < slot.Since + (ulong)Options.Fees.BlocksBeforeBump;
            return slot.Underpriced || (!slot.Known && !isCovered) || (!isPatient && (isFirst || !isCovered));
        }

        /// <summary>True where the slot carries the posting now; otherwise it is out of this step.</summary>
        private async Task<bool> ReplaceAsync(NonceSlot slot, EvmPosting posting, CancellationToken cancellation)
        {
            _unsent.Remove(posting);
            return await TryAsync(Load.Of(posting), slot, cancellation).ConfigureAwait(false) is Attempt.Sent;
        }

        private async Task SendNewAsync(CancellationToken cancellation)
        {
            foreach (var posting in _unsent.ToList())
            {
                if (Waiting.Count() >= Options.MaximumWaiting) return;
                if (await TryAsync(Load.Of(posting), null, cancellation).ConfigureAwait(false) is Attempt.Sent) _unsent.Remove(posting);
            }
        }

        /// <summary>A nonce below ours that nothing stands at, ours or foreign, would hold ours up for ever. It was ours once, and the chain forgot a block that it called final.</summary>
        private async Task FillGapsAsync(CancellationToken cancellation)
        {
            while (Waiting.LastOrDefault() is { } last && NextNonce() < last.Nonce)
            {
                if (await TryAsync(null, null, cancellation).ConfigureAwait(false) is not Attempt.Sent) return;
            }
        }

        /// <summary>The lowest that is neither used nor ours nor a foreign transaction's in the mempool.</summary>
        private ulong NextNonce()
        {
            var nonce = look.Nonce;
            while (Slots.ContainsKey(nonce) || nonce < look.PendingNonce) nonce++;
            return nonce;
        }

        private bool RevertsTooOften(EvmPosting posting)
        {
            var id = posting.Posting.Id;
            var count = Slots.Values.Count(slot => slot.Included is { Failure: not null } inclusion && inclusion.Transaction.Posting?.Id == id);
            if (count < Options.MaximumReverts) return false;
            events.Add(new SendEvent.Refused(id, $"failed in {count} blocks that are not final yet", Permanent: false, sender.Now));
            return true;
        }

        /// <param name="slot">Whose transaction is outbid; null for one at the next nonce.</param>
        private async Task<Attempt> TryAsync(Load? load, NonceSlot? slot, CancellationToken cancellation)
        {
            var making = new Making(sender, look, load, slot?.Newest, slot?.Nonce ?? NextNonce(), Waiting.Where(other => other != slot).Select(other => other.Newest));
            var attempt = await making.RunAsync(cancellation).ConfigureAwait(false);
            if (attempt.Event is { } said) events.Add(said);
            if (attempt is not Attempt.Sent sent) return attempt;
            if (slot is not null) slot.Add(sent.Transaction);
            else Slots.Add(sent.Transaction.Nonce, slot = new(sent.Transaction));
            await BroadcastAsync(slot, cancellation).ConfigureAwait(false);
            return attempt;
        }

        /// <summary>The newest of a nonce, to every endpoint; the same bytes any number of times.</summary>
        private async Task BroadcastAsync(NonceSlot slot, CancellationToken cancellation)
        {
            var answers = await Task.WhenAll(sender._nodes.Select(async node => await node.CheckChainAsync(cancellation).ConfigureAwait(false) is { } wrong
                ? (SubmitMeaning.Unknown, $"{node.Name}: {wrong}")
                : await node.SubmitAsync(slot.Newest.Transaction.Raw, cancellation).ConfigureAwait(false))).ConfigureAwait(false);
            var meanings = answers.Select(answer => answer.Item1).ToList();
            var isTaken = meanings.Any(meaning => meaning is SubmitMeaning.Accepted or SubmitMeaning.AlreadyKnown);
            if (isTaken || meanings.Any(meaning => meaning is not SubmitMeaning.Unknown)) slot.Answered(isTaken, sender.Now + Options.ResendMs);
            slot.Underpriced |= meanings.Any(meaning => meaning is SubmitMeaning.Underpriced or SubmitMeaning.ReplacementUnderpriced);
            if (isTaken)
            {
                slot.Known = true;
                events.AddRange(slot.Announce(slot.Newest));
            }
            else if (slot.Newest.Posting is { } posting)
            {
                events.Add(new SendEvent.Failed(posting.Id, string.Join("; ", answers.Select(answer => $"{answer.Item1}: {answer.Item2}")), sender.Now));
            }
        }

        /// <summary>After a restart it is not known what the older one is about; what is lost with it is planned again.</summary>
        private bool Overtakes(Posting newer, PostingRef older) =>
            older.IsOlderThan(newer) && (!sender._postings.TryGetValue(older.Id, out var known) || Overtaking.Covers(newer, known.Posting));
    }
}
