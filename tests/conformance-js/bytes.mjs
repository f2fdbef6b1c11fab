// Reads the primitive forms of docs/spec/attestation-v1.md, section 2. Every integer comes out as a BigInt.

/** Why bytes or an attestation are not accepted; `code` is a name of section 10. */
export class Refused extends Error {
  constructor(code, detail) {
    super(`${code}: ${detail}`);
    this.code = code;
  }
}

export function refuse(code, detail) {
  throw new Refused(code, detail);
}

/** Refuses with OutOfRange unless the rule holds. */
export function rule(holds, detail) {
  if (!holds) refuse('OutOfRange', detail);
}

export const toHex = (bytes) => '0x' + Buffer.from(bytes).toString('hex');
export const fromHex = (hex) => new Uint8Array(Buffer.from(hex.slice(2), 'hex'));
export const ZERO_HASH = '0x' + '00'.repeat(32);

/** BigInts as decimal strings, all the way down: the form in which the vectors state integers. */
export function plain(value) {
  if (typeof value === 'bigint') return value.toString();
  if (Array.isArray(value)) return value.map(plain);
  if (value && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
  return value;
}

export class Reader {
  constructor(bytes, what) {
    this.bytes = bytes;
    this.what = what;
    this.at = 0;
  }

  take(count) {
    if (this.at + count > this.bytes.length) refuse('Truncated', `${this.what}: ${count} bytes at ${this.at} of ${this.bytes.length}`);
    this.at += count;
    return this.bytes.subarray(this.at - count, this.at);
  }

  unsigned(size) {
    let value = 0n;
    for (const byte of this.take(size)) value = (value << 8n) | BigInt(byte);
    return value;
  }

  u8() { return this.unsigned(1); }
  u16() { return this.unsigned(2); }
  u32() { return this.unsigned(4); }
  u64() { return this.unsigned(8); }
  u80() { return this.unsigned(10); }
  u128() { return this.unsigned(16); }
  time() { return this.unsigned(6); }
  price() { return BigInt.asIntN(128, this.unsigned(16)); }
  hash() { return toHex(this.take(32)); }
  address() { return toHex(this.take(20)); }

  /** 1 to 16 characters from 0x21 to 0x7e, then zeros; where `optional`, sixteen zeros are the empty name. */
  name(optional = false) {
    const bytes = this.take(16);
    let length = bytes.indexOf(0);
    if (length < 0) length = 16;
    const good = bytes.subarray(0, length).every((byte) => byte >= 0x21 && byte <= 0x7e) && bytes.subarray(length).every((byte) => byte === 0);
    rule(good && (length > 0 || optional), `${this.what}: ${toHex(bytes)} is not a name`);
    return Buffer.from(bytes.subarray(0, length)).toString('latin1');
  }

  /** A u8 that has one of the values from `low` to `high`. */
  oneOf(low, high, field) {
    const value = this.u8();
    rule(value >= BigInt(low) && value <= BigInt(high), `${this.what}: ${field} ${value}`);
    return value;
  }

  /** A count or a length with a limit, as a number. */
  atMost(limit, value, field) {
    if (value > BigInt(limit)) refuse('Oversized', `${this.what}: ${field} ${value}`);
    return Number(value);
  }

  tag(expected) {
    const found = this.u8();
    rule(found === BigInt(expected), `${this.what}: tag ${found}`);
  }

  end() {
    if (this.at < this.bytes.length) refuse('TrailingBytes', `${this.what}: ${this.bytes.length - this.at} bytes left`);
  }
}
