// Bicep's strings, by position in the source: the grammar drops blanks between a string's pieces.
const escapes = { n: '\n', r: '\r', t: '\t' };

/** The pieces of a string node: texts, and nodes that are interpolated. */
export function pieces(node) {
  const raw = node.text;
  if (raw.startsWith("'''")) return [raw.slice(3, -3).replace(/^\r?\n/, '')];
  const found = [];
  let from = 1;
  for (const child of node.parts) {
    if (child.type !== 'interpolation') continue;
    found.push(unescape(raw.slice(from, child.start - node.start)), child);
    from = child.end - node.start;
  }
  found.push(unescape(raw.slice(from, -1)));
  return found;
}

/** Text of a string that interpolates nothing, or null. */
export function literal(node) {
  const found = pieces(node);
  return found.length === 1 ? found[0] : null;
}

const unescape = text => text.replace(/\\(u\{[0-9a-fA-F]+\}|.)/g, (_, code) => code[0] === 'u' ? String.fromCodePoint(parseInt(code.slice(2, -1), 16)) : escapes[code] ?? code);
