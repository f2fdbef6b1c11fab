// The bytes of a price or a gap and of its context, as the JSON of a price shows them (docs/spec/attestation-v1.md, sections 4 and 5).
import { formatUnits, hexToString } from 'viem';

const ACTIONS = ['open', 'borrow', 'withdraw', 'liquidate', 'relay'];
const BREAKERS = ['closed', 'halfOpen', 'open'];
const REASONS = [, 'noQuorum', 'outliers', 'providerFault'];
const PROVIDERS = [, 'pyth', 'chainlink', 'api3'];
const AUTHENTICITIES = [, 'singleRead', 'quorumRead', 'authenticated'];
const CAUSES = [
  , 'stale', 'frozen', 'ahead', 'notPositive', 'outOfBounds', 'wide', 'incompleteRound', 'sequencerDown', 'sequencerGrace', 'outlier', 'unknownRoute',
  'providerFault', 'absent', ...Array(18), 'unreachable', 'malformed', 'oversized', 'wrongFeed', 'badSignature', 'badProof', 'unknownSignerSet',
  'expiredSignerSet', 'wrongEmitter', 'endpointQuorum', 'unauthorized', 'rateLimited', 'callFailed', 'outOfRange',
];
const MAXIMUM_VALUE = 10n ** 36n;

export const isName = (hex) => /^0x(2[1-9a-f]|[3-6][0-9a-f]|7[0-9a-e]){1,16}(00)*$/.test(hex) && hex.length === 34;
export const nameOf = (hex) => hexToString(hex, { size: 16 });

/** Takes fields from the front of a hex string. */
class Fields {
  constructor(hex) {
    this.rest = hex.slice(2);
  }

  raw(bytes) {
    if (this.rest.length < 2 * bytes) throw new Error('bytes end too early');
    const taken = this.rest.slice(0, 2 * bytes);
    this.rest = this.rest.slice(2 * bytes);
    return `0x${taken}`;
  }

  big(bytes) { return BigInt(this.raw(bytes)); }
  number(bytes) { return Number(this.big(bytes)); }
  signed() { return BigInt.asIntN(128, this.big(16)); }
  price() { return formatUnits(this.signed(), 18); }
  time() { return this.number(6); }
  oneOf(list) { return known(list[this.number(1)]); }

  name(optional = false) {
    const hex = this.raw(16);
    if (optional && BigInt(hex) === 0n) return '';
    if (!isName(hex)) throw new Error(`${hex} is not a name`);
    return nameOf(hex);
  }

  end(value) {
    if (this.rest !== '') throw new Error('bytes are left over');
    return value;
  }
}

function known(value) {
  if (value === undefined) throw new Error('a number that stands for nothing');
  return value;
}

export function decodeStatement(hex, observedAt) {
  const fields = new Fields(hex);
  const kind = known([, 'price', 'gap'][fields.number(1)]);
  const flags = fields.number(1);
  const breaker = known(BREAKERS[flags >> 5]);
  if (kind === 'gap') return decodeGap(fields, flags, breaker);
  const [sigma, publishedAt, validFor, feed] = [fields.number(4), fields.time(), fields.number(4), fields.name()];
  const [value, confidence] = [fields.signed(), fields.signed()];
  if (value <= 0n || value > MAXIMUM_VALUE || confidence < 0n) throw new Error('value or confidence out of range');
  return fields.end({
    kind,
    feed,
    value: formatUnits(value, 18),
    confidence: formatUnits(confidence, 18),
    sigma: formatUnits(BigInt(sigma), 9),
    verdict: ACTIONS.filter((_, bit) => flags & (1 << bit)),
    breaker,
    publishedAt,
    validFor,
    validUntil: observedAt + validFor,
    context: fields.raw(32),
  });
}

function decodeGap(fields, flags, breaker) {
  const [reason, quorum, from, to] = [fields.oneOf(REASONS), fields.number(1), fields.time(), fields.time()];
  if ((flags & 31) !== 0 || to <= from) throw new Error('flags or times out of range');
  return fields.end({ kind: 'gap', feed: fields.name(), reason, breaker, quorum, from, to, context: fields.raw(32) });
}

export function decodeContext(hex, kind) {
  const fields = new Fields(hex);
  if (fields.number(1) !== (kind === 'price' ? 0x11 : 0x12)) throw new Error('not the context of this kind');
  return kind === 'price' ? decodePriceContext(fields) : decodeGapContext(fields);
}

function decodePriceContext(fields) {
  const context = {
    oldestPublishedAt: fields.time(),
    dispersion: fields.price(),
    absence: formatUnits(fields.big(8), 18),
    sigma: formatUnits(fields.big(8), 18),
    z: formatUnits(fields.big(4), 3),
    configured: fields.number(1),
  };
  const [votes, outliers, dissents] = [fields.number(1), fields.number(1), fields.number(1)]
    .map((length) => Array.from({ length }, () => decodeVote(fields)));
  return fields.end({ ...context, votes, outliers, dissents });
}

function decodeVote(fields) {
  return {
    provider: fields.oneOf(PROVIDERS),
    route: fields.name(),
    value: fields.price(),
    halfWidth: fields.price(),
    publishedAt: fields.time(),
    authenticity: fields.oneOf(AUTHENTICITIES),
  };
}

function decodeGapContext(fields) {
  const usable = fields.number(1);
  const causes = Array.from({ length: fields.number(2) }, () => ({ provider: fields.oneOf(PROVIDERS), route: fields.name(true), cause: fields.oneOf(CAUSES) }));
  return fields.end({ usable, causes });
}
