// Writes the scenario folders and NOTICE.md of recordings/ from the collected source files:
//   node eng/recordings/convert.mjs <source folder> <output folder>
// The same sources give the same bytes. What is what: recordings/README.md.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { notice } from './notice.mjs';
import { scenarios } from './scenarios.mjs';
import { read, sources } from './sources.mjs';

const [fixtures, out] = process.argv.slice(2);
if (!fixtures || !out) {
  console.error('usage: node eng/recordings/convert.mjs <source folder> <output folder>');
  process.exit(2);
}

function refuse(what) {
  throw new Error(what);
}

/** The rows inside the window, oldest first; anything that is not a positive decimal at a unique whole second is refused. */
function window(rows, from, to, name) {
  const inside = rows.filter((row) => row.time >= from && row.time <= to).sort((a, b) => a.time - b.time);
  if (inside.length === 0) refuse(`${name}: nothing between ${from} and ${to}`);
  inside.forEach((row, i) => {
    if (!Number.isInteger(row.time)) refuse(`${name}: time ${row.time}`);
    if (!/^(0|[1-9]\d*)(\.\d+)?$/.test(row.price) || Number(row.price) <= 0) refuse(`${name}: price ${row.price} at ${row.time}`);
    if (i > 0 && row.time === inside[i - 1].time) refuse(`${name}: time ${row.time} twice`);
  });
  return inside;
}

function csv(rows) {
  const columns = rows[0].round === undefined ? ['time', 'price'] : ['time', 'price', 'round'];
  return [columns, ...rows.map((row) => columns.map((column) => row[column]))].map((line) => line.join(',')).join('\n') + '\n';
}

function writeSeries(folder, scenario, feed, declared) {
  const { reader, arguments: args, source, ...rest } = declared;
  const series = `${feed.feed.toLowerCase().replace('/', '-')}.${declared.venue.toLowerCase().replace('.', '')}.csv`;
  const rows = window(read[reader](fixtures, args), feed.from ?? scenario.from, feed.to ?? scenario.to, `${scenario.name}/${series}`);
  writeFileSync(join(folder, series), csv(rows));
  const origin = `${sources[source].text}; ${sources[source].repository}`;
  return { provider: rest.provider, series, ...rest, source: origin, sourceId: source, rows };
}

const written = scenarios.map((scenario) => {
  const folder = join(out, scenario.name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const feeds = scenario.feeds.map((feed) => {
    if (!/^[\x21-\x7e]{1,16}$/.test(feed.feed)) refuse(`${scenario.name}: feed ${feed.feed}`);
    return { ...feed, providers: feed.providers.map((provider) => writeSeries(folder, scenario, feed, provider)) };
  });
  const hidden = (key, value) => (key === 'rows' || key === 'sourceId' ? undefined : value);
  writeFileSync(join(folder, 'scenario.json'), JSON.stringify({ ...scenario, feeds }, hidden, 2) + '\n');
  return { ...scenario, feeds };
});
writeFileSync(join(out, 'NOTICE.md'), notice(written, sources));
