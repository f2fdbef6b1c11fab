// The aggregation, algorithm 1, written from docs/spec/attestation-v1.md alone (section 12). BigInt throughout.

const ONE = 10n ** 18n;
const MAXIMUM_RATIO = 10n ** 19n;
const MILLION = 1_000_000n;

const up = (numerator, denominator) => (numerator + denominator - 1n) / denominator;
const abs = (value) => (value < 0n ? -value : value);
const min = (...values) => values.reduce((a, b) => (b < a ? b : a));
const max = (...values) => values.reduce((a, b) => (b > a ? b : a));
const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

export function sqrtUp(value) {
  if (value <= 1n) return value;
  let root = 1n << BigInt(Math.ceil(value.toString(2).length / 2));
  for (let next = (root + value / root) >> 1n; next < root; next = (root + value / root) >> 1n) root = next;
  return root * root === value ? root : root + 1n;
}

const rootOfSeconds = (milliseconds) => (milliseconds <= 0n ? 0n : sqrtUp(milliseconds * 10n ** 15n));
const diffusion = (multiplier, sigma, milliseconds) => min(up(multiplier * sigma * rootOfSeconds(milliseconds), 10n ** 12n), MAXIMUM_RATIO);
const ppm = (value, parts) => (value * parts) / MILLION;

/** Odd: the middle; even: the floor of the mean of the two middles. */
function median(values) {
  const sorted = [...values].sort(compare);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) >> 1n;
}

const isProviderFault = (input) => input.type === 'failure' && input.cause === 12n;

/** The name of the first rule of 12.1 that rejects the observation, as its number; null when none does. */
function screen(policy, observation, faults, observedAt) {
  const route = policy.routes.find((one) => one.provider === observation.provider && one.route === observation.route);
  const age = observedAt - observation.publishedAt;
  if (faults.has(observation.provider)) return 12n;
  if (!route) return 11n;
  if (observation.flags & 1n) return 7n;
  if (observation.flags & 2n) return 8n;
  if (observation.flags & 4n) return 9n;
  if (-age > route.maximumAhead) return 3n;
  if (route.cadence === 2n && age > route.heartbeat + route.grace) return 2n;
  if (age > route.maximumAge) return 1n;
  if (observation.value <= 0n) return 4n;
  if (observation.value < policy.lowerBound || observation.value > policy.upperBound) return 5n;
  return observation.halfWidth < 0n || observation.halfWidth > ppm(observation.value, policy.wide) ? 6n : null;
}

function halfWidthOf(policy, observation, sigma, observedAt) {
  const route = policy.routes.find((one) => one.provider === observation.provider && one.route === observation.route);
  const age = observedAt - observation.publishedAt;
  const aged = (milliseconds) => up(observation.value * diffusion(policy.z, sigma, milliseconds), ONE);
  return route.cadence === 1n
    ? observation.halfWidth + aged(age)
    : up(observation.value * route.threshold, MILLION) + aged(age - route.heartbeat);
}

function best(a, b) {
  return compare(b.authenticity, a.authenticity) || compare(a.halfWidth, b.halfWidth) || compare(b.publishedAt, a.publishedAt)
    || compare(b.sequence, a.sequence) || compare(a.route, b.route) || compare(a.value, b.value) || compare(a.anchor, b.anchor);
}

const asVote = ({ provider, route, value, halfWidth, publishedAt, authenticity }) => ({ provider, route, value, halfWidth, publishedAt, authenticity });

/** One vote per provider, and the observations that do not overlap their provider's vote. */
function fold(candidates) {
  const [votes, dissents] = [[], []];
  for (const provider of [1n, 2n, 3n]) {
    const [vote, ...others] = candidates.filter((one) => one.provider === provider).sort(best);
    if (!vote) continue;
    votes.push(asVote(vote));
    dissents.push(...others.filter((one) => abs(one.value - vote.value) > one.halfWidth + vote.halfWidth).map(asVote));
  }

  dissents.sort((a, b) => compare(a.provider, b.provider) || compare(a.route, b.route) || compare(a.value, b.value));
  return { votes, dissents };
}

/** dispersion, absence and confidence of 12.4. */
function confidenceOf(votes, m, configured) {
  const quantiles = (sides) => sides.flat().sort(compare);
  const lower = quantiles(votes.map(({ value: v, halfWidth: c }) => [v - c, v, max(v + c, m)]));
  const upper = quantiles(votes.map(({ value: v, halfWidth: c }) => [min(v - c, m), v, v + c]));
  const n = lower.length;
  const dispersion = max(m - lower[n >> 2], upper[n - 1 - (n >> 2)] - m);
  const used = BigInt(votes.length);
  const absence = used === configured ? ONE : sqrtUp(up(configured * 10n ** 36n, used));
  return { dispersion, absence, confidence: up(dispersion * absence, ONE) };
}

function nextVariance(policy, state, sigma, m, observedAt) {
  if (state.medianAt === 0n) return policy.sigmaInitial * policy.sigmaInitial;
  const elapsed = observedAt - state.medianAt;
  const cap = diffusion(policy.k, sigma, max(elapsed, policy.tick));
  const move = min(up(abs(m - state.median) * ONE, state.median), MAXIMUM_RATIO, cap);
  const memory = policy.tau + elapsed;
  const next = up(state.variance * policy.tau, memory) + up(move * move * 1000n, memory);
  return min(max(next, policy.sigmaFloor * policy.sigmaFloor), 10n ** 36n);
}

function isJump(policy, state, sigma, m, confidence, observedAt) {
  if (state.medianAt === 0n) return false;
  const elapsed = max(observedAt - state.medianAt, policy.tick);
  const move = abs(m - state.median);
  const expected = up(state.median * diffusion(policy.k, sigma, elapsed), ONE);
  const allowed = min(policy.maximumMove * sqrtUp(up(elapsed * ONE, 60_000n)) * 1000n, MAXIMUM_RATIO);
  return move > max(expected, confidence + state.confidence) || move > up(state.median * allowed, ONE);
}

function nextBreaker(policy, state, opens) {
  if (opens) return { breaker: 2n, calmRounds: 0n };
  if (state.breaker === 0n) return { breaker: 0n, calmRounds: 0n };
  const calmRounds = state.calmRounds + 1n;
  return calmRounds >= policy.calmRounds ? { breaker: 0n, calmRounds: 0n } : { breaker: 1n, calmRounds };
}

function verdictOf(policy, m, confidence, age, providers, breaker) {
  return ['open', 'borrow', 'withdraw', 'liquidate', 'relay'].reduce((verdict, action, i) => {
    const rule = policy[action];
    const allowed = breaker <= rule.worstBreaker && providers >= rule.providers && age <= rule.age && confidence <= ppm(m, rule.width);
    return verdict | (allowed ? 1n << BigInt(i) : 0n);
  }, 0n);
}

const INITIAL = { median: 0n, confidence: 0n, medianAt: 0n, variance: 0n, breaker: 0n, calmRounds: 0n, gapFrom: 0n };

/** One feed of a round: `{ statement, context, state }`, the statement without its context's hash. */
export function aggregateFeed(policy, before, round) {
  const { observedAt, validAfter } = round.header;
  const state = before ?? { feed: policy.feed, ...INITIAL };
  const failures = round.inputs.filter((input) => input.type === 'failure' && (input.feed === '' || input.feed === policy.feed));
  const observations = round.inputs.filter((input) => input.type === 'observation' && input.feed === policy.feed);
  const faults = new Set(failures.filter(isProviderFault).map((failure) => failure.provider));
  const sigma = state.medianAt === 0n ? policy.sigmaInitial : max(sqrtUp(state.variance), policy.sigmaFloor);

  const screened = observations.map((observation) => ({ ...observation, rejection: screen(policy, observation, faults, observedAt) }));
  const candidates = screened
    .filter((observation) => observation.rejection === null)
    .map((observation) => ({ ...observation, halfWidth: halfWidthOf(policy, observation, sigma, observedAt) }));
  const { votes: all, dissents } = fold(candidates);
  const causes = causesOf(policy, screened, failures);
  const gap = (reason, left, extra) => gapOutcome(policy, state, faults, round, { reason, usable: BigInt(left.length), causes: [...causes, ...extra] });

  if (BigInt(all.length) < policy.quorum) return gap(1n, all, []);
  const first = median(all.map((vote) => vote.value));
  const outliers = all.filter((vote) => abs(vote.value - first) > vote.halfWidth + ppm(first, policy.deviation));
  const left = all.filter((vote) => !outliers.includes(vote));
  const together = outliers.length === 0 || left.length !== 2 || abs(left[0].value - left[1].value) <= ppm(first, policy.deviation);
  const majority = left.length * 2 > all.length && together;
  const votes = majority ? left : all;
  if (BigInt(votes.length) < policy.quorum) return gap(2n, votes, outliers.map(({ provider, route }) => ({ provider, route, cause: 10n })));

  const m = median(votes.map((vote) => vote.value));
  const publishedAt = median(votes.map((vote) => vote.publishedAt));
  const configured = BigInt(new Set(policy.routes.map((route) => route.provider)).size);
  const { dispersion, absence, confidence } = confidenceOf(votes, m, configured);
  const { breaker, calmRounds } = nextBreaker(policy, state, !majority || isJump(policy, state, sigma, m, confidence, observedAt));
  const verdict = verdictOf(policy, m, confidence, observedAt - publishedAt, BigInt(votes.length), breaker);
  return {
    statement: { kind: 1n, verdict, breaker, sigma: up(sigma, 10n ** 9n), publishedAt, validFor: policy.validFor, feed: policy.feed, value: m, confidence },
    context: {
      oldestPublishedAt: min(...votes.map((vote) => vote.publishedAt)), dispersion, absence, sigma, z: policy.z, configured,
      votes, outliers: majority ? outliers : [], dissents,
    },
    state: {
      feed: policy.feed, median: m, confidence, medianAt: observedAt, variance: nextVariance(policy, state, sigma, m, observedAt),
      breaker, calmRounds, gapFrom: 0n,
    },
  };
}

function gapOutcome(policy, state, faults, { header }, { reason, usable, causes }) {
  const faulty = policy.routes.some((route) => faults.has(route.provider));
  const from = state.gapFrom === 0n ? header.validAfter : state.gapFrom;
  const breaker = faulty || state.breaker !== 0n ? 2n : 0n;
  const sorted = causes.sort((a, b) => compare(a.provider, b.provider) || compare(a.route, b.route) || compare(a.cause, b.cause));
  const same = (a, b) => a && a.provider === b.provider && a.route === b.route && a.cause === b.cause;
  return {
    statement: { kind: 2n, breaker, reason: faulty ? 3n : reason, quorum: policy.quorum, from, to: header.observedAt, feed: policy.feed },
    context: { usable, causes: sorted.filter((cause, i) => !same(sorted[i - 1], cause)) },
    state: { ...state, breaker, calmRounds: 0n, gapFrom: from },
  };
}

/** Every rejection, every failure, and every configured route of which nothing was heard. */
function causesOf(policy, screened, failures) {
  const rejected = screened.filter((one) => one.rejection !== null).map(({ provider, route, rejection }) => ({ provider, route, cause: rejection }));
  const failed = failures.map(({ provider, route, cause }) => ({ provider, route, cause }));
  const heard = new Set([...screened, ...failures].map((input) => input.route));
  const absent = policy.routes.filter((route) => !heard.has(route.route)).map(({ provider, route }) => ({ provider, route, cause: 13n }));
  return [...rejected, ...failed, ...absent];
}
