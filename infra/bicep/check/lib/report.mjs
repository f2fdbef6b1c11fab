// One run of the checker over a checkout.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Deployment } from './deployment.mjs';
import { readParams } from './params.mjs';
import { SourceError, parseFile } from './parse.mjs';
import { Files } from './template.mjs';
import { readTrust } from './trust.mjs';
import { environments } from '../rules/environments.mjs';
import { metrics } from '../rules/metrics.mjs';
import { network } from '../rules/network.mjs';
import { parameters } from '../rules/parameters.mjs';
import { properties } from '../rules/properties.mjs';
import { roles } from '../rules/roles.mjs';
import { contract, settings } from '../rules/settings.mjs';
import { sources } from '../rules/sources.mjs';

/** Every finding, and what was looked at. `start()` of parse.mjs comes first. */
export function check(root) {
  const folder = join(root, 'infra', 'bicep');
  const report = { files: 0, environments: [], findings: [] };
  const guarded = action => {
    try {
      return action();
    } catch (cause) {
      if (!(cause instanceof SourceError)) throw cause;
      report.findings.push({ rule: 'source', file: cause.file, line: cause.line, message: cause.message });
      return null;
    }
  };
  const json = path => JSON.parse(readFileSync(join(root, path), 'utf8'));
  const files = new Files(root, (path, file) => parseFile(path, file));
  const paths = bicepFiles(folder);
  report.files = paths.length;
  const parsed = paths.map(path => guarded(() => files.get(path))).filter(Boolean);
  const trust = guarded(() => readTrust(root));
  if (parsed.length < paths.length || !trust) return report;
  const context = {
    root, files, trust, sources: parsed, paramsSources: [], contract: json(contract), versions: json('infra/bicep/api-versions.json'),
    builtIn: json('infra/bicep/roles.json'), zones: json('infra/bicep/zones.json'), metrics: json('infra/bicep/metrics.json'),
  };
  report.findings.push(...(guarded(() => parameters(context)) ?? []));
  const reached = new Files(root, path => files.get(path));
  for (const name of ['dev', 'test', 'prod']) guarded(() => environment(context, reached, name, report));
  report.findings.push(...sources(context));
  if (report.environments.length > 0) report.findings.push(...unused(paths, reached.used, root));
  report.findings = distinct(report.findings);
  return report;
}

function environment(context, files, name, report) {
  const folder = join(context.root, 'infra', 'bicep');
  const path = join(folder, 'environments', `${name}.bicepparam`);
  const file = relative(context.root, path).replaceAll('\\', '/');
  if (!existsSync(path)) throw new SourceError(file, 1, 'is not there');
  const params = readParams(path, file);
  context.paramsSources.push(params.source);
  const deployment = new Deployment(files, join(folder, 'main.bicep'), name, params);
  const all = { ...context, deployment, params };
  for (const rule of [environments, roles, properties, network, settings, metrics]) report.findings.push(...rule(all));
  const grants = deployment.resources.filter(resource => /[rR]oleAssignments$/.test(resource.type)).length;
  report.environments.push({ name, resources: deployment.resources.length, grants });
}

function bicepFiles(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry => entry.name === 'node_modules' ? []
    : entry.isDirectory() ? bicepFiles(join(folder, entry.name)) : entry.name.endsWith('.bicep') ? [join(folder, entry.name)] : []).sort();
}

const unused = (paths, used, root) => paths.filter(path => !used.includes(path))
  .map(path => ({ rule: 'source', file: relative(root, path).replaceAll('\\', '/'), line: 1, message: 'main.bicep does not reach this file, so that nothing checks what it would deploy; use it or delete it' }));

const distinct = findings => [...new Map(findings.map(finding => [`${finding.file}:${finding.line}:${finding.message}`, finding])).values()]
  .sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line);
