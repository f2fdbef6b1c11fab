// What Bicep or Azure would refuse, or silently make one of two. The other rules rely on it.
export function shape({ deployment }) {
  const found = [];
  const tell = (at, message) => found.push({ rule: 'shape', file: at.file, line: at.line, message });
  const seen = new Map();
  for (const resource of deployment.all) {
    const depth = resource.type.split('/').length;
    if (typeof resource.name !== 'string' || resource.name === '') tell(resource, `${resource.type} has no name`);
    else if (depth > 2 && !resource.body.parent?.id) tell(resource, `${resource.type} ${resource.name} has no parent; name it with parent`);
    else if (!resource.existing && depth === 2 && !/^Microsoft\.(Authorization\/|Insights\/diagnosticSettings$)/.test(resource.type) && !resource.at('location')) tell(resource, `${resource.type} ${resource.name} has no location`);
    else if (!resource.existing && resource.type !== 'Microsoft.Insights/workbooks' && resource.at('properties') === undefined && !bare.has(resource.type)) tell(resource, `${resource.type} ${resource.name} has no properties`);
    if (!resource.existing && !/[rR]oleAssignments$/.test(resource.type) && seen.has(resource.id)) tell(resource, `${resource.type} ${resource.name} is made twice (also at ${seen.get(resource.id)}); Azure would make one`);
    seen.set(resource.id, `${resource.file}:${resource.line}`);
  }
  return [...found, ...modules(deployment)];
}

/** Types that are complete with their name. */
const bare = new Set(['Microsoft.EventHub/namespaces/eventhubs/consumergroups', 'Microsoft.ManagedIdentity/userAssignedIdentities', 'Microsoft.Network/privateDnsZones']);

/** A module's name is that of a deployment in the resource group: two of one name at a time would stop each other. */
function modules(deployment) {
  const seen = new Map();
  return deployment.modules.flatMap(({ name, file, line }) => {
    const other = seen.get(name);
    seen.set(name, `${file}:${line}`);
    if (!name) return [{ rule: 'shape', file, line, message: 'a module without a name: two deployments of one name would stop each other; give it one' }];
    if (name.length > 64) return [{ rule: 'shape', file, line, message: `module name ${name} is longer than 64` }];
    return other ? [{ rule: 'shape', file, line, message: `module name ${name} is also that of ${other}: two deployments of one name would stop each other` }] : [];
  });
}
