#!/usr/bin/env node
// Holds infra/bicep to docs/trust.md and functions/settings.json. See --help.
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { start } from './lib/parse.mjs';
import { check } from './lib/report.mjs';

const help = `node infra/bicep/check/check.mjs [--root FOLDER]... [--json] [--help]

Parses every .bicep and .bicepparam below infra/bicep, evaluates main.bicep with the parameters of each environment, and compares what would be deployed
with docs/trust.md (roles, actions, outbound network), functions/settings.json (application settings), docs/telemetry.md (metrics) and its own rules (keys and
passwords off, public network off outside dev, private endpoints, what is deleted and what is audited, described and bounded parameters, one API version per type, no registry, no secrets).

  --root FOLDER   the repository; by default the one that this file is in. May be there more than once
  --json          a list with a report of each: { files, environments: [{ name, resources, grants }], findings: [{ rule, file, line, message }] }

Exit code: 0 nothing found, 1 findings, 2 it was called wrongly.`;

const roots = [];
let json = false;
for (let at = 2; at < process.argv.length; at++) {
  const word = process.argv[at];
  if (word === '--help') { console.log(help); process.exit(0); }
  else if (word === '--json') json = true;
  else if (word === '--root' && process.argv[at + 1]) roots.push(resolve(process.argv[++at]));
  else { console.error(`${word} is not known.\n\n${help}`); process.exit(2); }
}

await start();
const reports = (roots.length > 0 ? roots : [resolve(dirname(fileURLToPath(import.meta.url)), '../../..')]).map(check);
if (json) console.log(JSON.stringify(reports, null, 2));
else reports.forEach(print);
process.exitCode = reports.every(report => report.findings.length === 0) ? 0 : 1;

function print({ files, environments, findings }) {
  for (const { file, line, rule, message } of findings) console.log(`${file}:${line}: ${rule}: ${message}`);
  for (const { name, resources, grants } of environments) console.log(`${name}: ${resources} resources, ${grants} of them grants`);
  console.log(findings.length === 0 ? `${files} files: nothing found` : `${findings.length} findings`);
}
