// What hosts look for by name: hubs with their groups, containers, the ledger's keys, functions that are always ready.
const hubs = { observations: ['attest'], attestations: ['relayer', 'serve'], receipts: [], 'dead-letter': [] };
const containers = { data: ['attestations', 'ledger', 'observations'], ingest: ['packages'], attest: ['attester-log', 'packages'], relay: ['inbox', 'journal', 'packages'], serve: ['packages'] };
const ledger = { batches: '/shard', latest: '/shard' };
const ready = { ingest: ['function:Collateral', 'function:Prices'], attest: [], relay: ['function:Batches'], serve: [] };

export function topology({ deployment }) {
  const found = [];
  const hold = (resource, what, has, wanted) => {
    if (has.join() !== wanted.join()) found.push({ rule: 'topology', file: resource.file, line: resource.line, message: `${what}: ${has.join(', ') || 'none'}; hosts look for ${wanted.join(', ') || 'none'}` });
  };
  const below = (type, parent) => deployment.of(type).filter(child => child.body.parent === parent).map(child => child.name).sort();
  const engines = deployment.values.engines.map(engine => engine.name);
  const partitions = deployment.of('Microsoft.EventHub/namespaces/eventhubs')[0]?.at('properties.partitionCount');
  for (const namespace of deployment.of('Microsoft.EventHub/namespaces')) hold(namespace, 'hubs', below('Microsoft.EventHub/namespaces/eventhubs', namespace), Object.keys(hubs).sort());
  for (const hub of deployment.of('Microsoft.EventHub/namespaces/eventhubs')) {
    const wanted = [...(hubs[hub.name] ?? []), ...(hub.name === 'attestations' ? engines : [])].sort();
    hold(hub, `consumer groups of ${hub.name}`, below('Microsoft.EventHub/namespaces/eventhubs/consumergroups', hub), wanted);
    hold(hub, `partitions of ${hub.name}`, [hub.at('properties.partitionCount')], [partitions]);
  }
  for (const blobs of deployment.of('Microsoft.Storage/storageAccounts/blobServices')) {
    const account = deployment.logical(blobs.body.parent.name);
    hold(blobs, `containers of the account ${account}`, below('Microsoft.Storage/storageAccounts/blobServices/containers', blobs), containers[account] ?? []);
  }
  const made = deployment.of('Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers');
  for (const database of deployment.of('Microsoft.DocumentDB/databaseAccounts/sqlDatabases')) hold(database, 'containers of the ledger', below(made[0]?.type, database), Object.keys(ledger));
  for (const container of made) hold(container, `partition key of ${container.name}`, container.at('properties.resource.partitionKey.paths') ?? [], [ledger[container.name]]);
  for (const site of deployment.of('Microsoft.Web/sites')) {
    const has = (site.at('properties.functionAppConfig.scaleAndConcurrency.alwaysReady') ?? []).map(entry => entry.name).sort();
    hold(site, `always ready in ${deployment.logical(site.name)}`, has, ready[deployment.logical(site.name)] ?? []);
  }
  return found;
}
