// Verifies the JSON of one price: node verify.mjs [PRICE] [ATTESTERS], each a URL, a file or - for standard input.
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { verifyPrice } from './price.mjs';

const NODE = 'http://127.0.0.1:5080/v1';
const [price = `${NODE}/feeds/ETH-USD/latest`, attesters = `${NODE}/attesters`] = process.argv.slice(2);

async function load(source) {
  if (source === '-') return JSON.parse(await text(process.stdin));
  if (!/^https?:/.test(source)) return JSON.parse(await readFile(source, 'utf8'));
  const answer = await fetch(source);
  if (!answer.ok) throw new Error(`${source} answered ${answer.status}`);
  return answer.json();
}

try {
  const { feed, value, confidence, verdict, validUntil } = await verifyPrice(await load(price), await load(attesters), Date.now());
  console.log(`${feed} ${value} ± ${confidence}, good for ${verdict.join(', ') || 'nothing'} until ${new Date(validUntil).toISOString()}`);
} catch (refusal) {
  console.error(`refused: ${refusal.message}`);
  process.exitCode = 1;
}
