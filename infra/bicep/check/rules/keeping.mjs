// What may be forgotten and what is written down: bodies of events for as long as a reader of the hub can ask for them, everything else for ever; every use of a vault.
const passing = { data: ['attestations/', 'observations/'] };

export function keeping({ deployment }) {
  return [...forgotten(deployment), ...unlimited(deployment), ...audited(deployment)];
}

/** Nothing is deleted but what `passing` names, and not before every event that claims it is gone. */
function forgotten(deployment) {
  const found = [];
  const kept = Math.max(...deployment.of('Microsoft.EventHub/namespaces/eventhubs').map(hub => hub.at('properties.retentionDescription.retentionTimeInHours') ?? Infinity));
  for (const policy of deployment.of('Microsoft.Storage/storageAccounts/managementPolicies')) {
    const account = deployment.logical(policy.body.parent.name);
    const tell = message => found.push({ rule: 'keeping', ...policy.whereIs('properties.policy.rules'), message });
    for (const rule of policy.at('properties.policy.rules') ?? []) {
      const prefixes = rule.definition?.filters?.prefixMatch ?? [];
      for (const prefix of prefixes.length > 0 ? prefixes : ['']) if (!(passing[account] ?? []).includes(prefix)) tell(`${rule.name} deletes ${prefix || 'everything'} of the account ${account}, which is kept for ever; only ${Object.values(passing).flat().join(' and ')} of data may go`);
      const { baseBlob, ...others } = rule.definition?.actions ?? {};
      if (Object.keys(others).length > 0 || Object.keys(baseBlob ?? {}).join() !== 'delete' || Object.keys(baseBlob.delete).join() !== 'daysAfterModificationGreaterThan') tell(`${rule.name} must delete by daysAfterModificationGreaterThan and do nothing else`);
      else if (!(baseBlob.delete.daysAfterModificationGreaterThan * 24 >= 2 * kept)) tell(`${rule.name} deletes after ${baseBlob.delete.daysAfterModificationGreaterThan} days what a hub can ask for during ${kept} hours; keep it twice as long, because an event may be published again`);
    }
  }
  return found;
}

/** What passes does pass. */
function unlimited(deployment) {
  const rules = deployment.of('Microsoft.Storage/storageAccounts/managementPolicies').flatMap(policy => (policy.at('properties.policy.rules') ?? [])
    .filter(rule => rule.enabled === true).flatMap(rule => (rule.definition?.filters?.prefixMatch ?? []).map(prefix => `${deployment.logical(policy.body.parent.name)}/${prefix}`)));
  return deployment.of('Microsoft.Storage/storageAccounts').flatMap(account => (passing[deployment.logical(account.name)] ?? [])
    .filter(prefix => !rules.includes(`${deployment.logical(account.name)}/${prefix}`))
    .map(prefix => ({ rule: 'keeping', file: account.trace.at(-1)?.file ?? account.file, line: account.trace.at(-1)?.line ?? account.line, message: `no rule deletes ${prefix} of the account ${deployment.logical(account.name)}: it grows for ever; add one` })));
}

function audited(deployment) {
  const logs = deployment.of('Microsoft.Insights/diagnosticSettings');
  return deployment.of('Microsoft.KeyVault/vaults').flatMap(vault => {
    const own = logs.filter(log => log.body.scope === vault);
    const says = own.some(log => /\/workspaces\//.test(String(log.at('properties.workspaceId'))) && (log.at('properties.logs') ?? []).some(entry => entry.category === 'AuditEvent' && entry.enabled === true));
    return says ? [] : [{ rule: 'keeping', file: vault.file, line: vault.line, message: `${deployment.logical(vault.name)} (${vault.type}) writes its AuditEvent logs to no workspace: nobody could say who used a key; add a diagnosticSettings` }];
  });
}
