// metrics.json, docs/telemetry.md, the alerts and the workbook name the same metrics.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tablesOf } from '../lib/trust.mjs';

const document = 'docs/telemetry.md';
const header = ['metric', 'kind', 'unit', 'tags', 'by', 'what it says'];

export function metrics({ root, metrics: list, deployment }) {
  const found = [];
  const tell = (file, line, message) => found.push({ rule: 'metrics', file, line, message });
  const lines = existsSync(join(root, document)) ? readFileSync(join(root, document), 'utf8').split('\n') : [];
  const rows = tablesOf(lines, 0, lines.length).get(header.join('|'));
  if (!rows) return [{ rule: 'metrics', file: document, line: 1, message: `has no table with the columns ${header.join(', ')}` }];
  for (const metric of Object.values(list)) {
    const row = rows.find(row => row.metric === metric.name);
    const said = row && [row.kind, row.unit, row.tags, row.by, row['what it says']].join('|');
    if (said !== [metric.kind, metric.unit, metric.tags.join(', '), metric.by, metric.says].join('|')) tell(document, row?.line ?? 1, `${metric.name} does not stand there as infra/bicep/metrics.json says; write | ${metric.name} | ${metric.kind} | ${metric.unit} | ${metric.tags.join(', ')} | ${metric.by} | ${metric.says} |`);
  }
  for (const row of rows) if (!Object.values(list).some(metric => metric.name === row.metric)) tell(document, row.line, `${row.metric} is not in infra/bicep/metrics.json; add it there, or remove the row`);
  for (const rule of deployment.of('Microsoft.Insights/scheduledQueryRules')) asks(rule.at('properties.criteria.allOf.0.query') ?? '', rule, `alert ${rule.name}`);
  for (const book of deployment.of('Microsoft.Insights/workbooks')) asks(JSON.parse(book.at('properties.serializedData') ?? '{"items":[]}').items.map(item => item.content?.query ?? '').join('\n'), book, 'the workbook');
  return found;

  function asks(query, resource, who) {
    const names = [...query.matchAll(/Name == "([^"]*)"/g)].map(match => match[1]);
    if (names.length === 0) tell(resource.file, resource.line, `${who} asks for no metric`);
    for (const name of names) if (!Object.values(list).some(metric => metric.name === name)) tell(resource.file, resource.line, `${who} asks for ${name}, which infra/bicep/metrics.json does not have: it would never fire; correct the name`);
  }
}
