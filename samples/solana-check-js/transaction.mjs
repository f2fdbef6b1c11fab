// From a transaction's bytes to what the instructions sysvar shows a program: the top-level instructions with their programs and data.
const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

/** An address from 32 bytes. */
export function base58(bytes) {
  let number = BigInt(`0x00${Buffer.from(bytes).toString('hex')}`);
  let text = '';
  for (; number > 0n; number /= 58n) text = ALPHABET[Number(number % 58n)] + text;
  for (const byte of bytes) {
    if (byte !== 0) break;
    text = `1${text}`;
  }

  return text;
}

/** Instructions as { program, data }: legacy and version 0, in which programs cannot come from lookup tables either. */
export function instructionsOf(transaction) {
  let at = 0;
  const take = (count) => {
    if (at + count > transaction.length) throw new RangeError('the transaction ends too early');
    at += count;
    return transaction.subarray(at - count, at);
  };
  const length = () => {
    let value = 0;
    for (let shift = 0; shift < 21; shift += 7) {
      const [byte] = take(1);
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }

    throw new RangeError('a length of more than three bytes');
  };

  take(64 * length());
  if (transaction[at] & 0x80) take(1);
  take(3);
  const keys = Array.from({ length: length() }, () => base58(take(32)));
  take(32);
  return Array.from({ length: length() }, () => {
    const program = keys[take(1)[0]];
    take(length());
    return { program, data: take(length()) };
  });
}
