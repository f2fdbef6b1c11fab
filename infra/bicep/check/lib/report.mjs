// One run of the checker over a checkout.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Deployment } from './deployment.mjs';
import { readParams } from './params.mjs';
import { SourceError, parseFile } from './parse.mjs';
import { Files } from './template.mjs';
import { readTrust } from './trust.mjs';
import { environments } from '../rules/environments.mjs';
import { keeping } from '../rules/keeping.mjs';
import { metrics } from '../rules/metrics.mjs';
import { network } from '../rules/network.mjs';
import { parameters } from '../rules/parameters.mjs';
import { properties } from '../rules/properties.mjs';
import { roles } from '../rules/roles.mjs';
import { contract, settings } from '../rules/settings.mjs';
import { shape } from '../rules/shape.mjs';
import { sources } from '../rules/sources.mjs';
import { topology } from '../rules/topology.mjs';

/** Every finding, and what was looked at. `start()` of parse.mjs comes first. */
export function check(root) {
  const folder = join(root, 'infra', 'bicep');
  const report = { files: 0, environments: [], findings: [] };
  const guarded = action => {
    try {
      return action();
    } catch (cause) {
      // A source of the wrong shape can surprise a rule; that is a finding too, never a pass.
      const at = cause instanceof SourceError ? cause : { file: 'infra/bicep/main.bicep', line: 1, message: `cannot be judged: ${cause.stack.split('\n').slice(0, 2).join(' ')}` };
      report.findings.push({ rule: 'source', file: at.file, line: at.line, message: at.message });
      return null;
    }
  };
  const files = new Files(root, (path, file) => parseFile(path, file));
  const paths = bicepFiles(folder);
  report.files = paths.length;
  const parsed = paths.map(path => guarded(() => files.get(path))).filter(Boolean);
  const trust = guarded(() => readTrust(root));
  const lists = guarded(() => ({
    contract: json(root, contract), versions: json(root, 'infra/bicep/api-versions.json'), builtIn: json(root, 'infra/bicep/roles.json'),
    zones: json(root, 'infra/bicep/zones.json'), metrics: json(root, 'infra/bicep/metrics.json'),
  }));
  if (parsed.length < paths.length || !trust || !lists) return report;
  const context = { root, files, trust, ...lists, sources: parsed, paramsSources: [] };
  report.findings.push(...(guarded(() => parameters(context)) ?? []));
  const reached = new Files(root, path => files.get(path));
  for (const name of ['dev', 'test', 'prod']) guarded(() => environment(context, reached, name, report));
  report.findings.push(...sources(context));
  if (report.environments.length > 0) report.findings.push(...unused(paths, reached.used, root));
  report.findings = distinct(report.findings);
  return report;
}

function json(root, path) {
  try {
    return JSON.parse(readFileSync(join(root, path), 'utf8'));
  } catch (cause) {
    throw new SourceError(path, 1, `cannot be read: ${cause.message}`);
  }
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
  const malformed = shape(all);
  report.findings.push(...malformed);
  if (malformed.length > 0) return;
  for (const rule of [environments, topology, roles, properties, keeping, network, settings, metrics]) report.findings.push(...rule(all));
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
