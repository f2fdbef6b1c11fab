// An environment evaluated: every resource that main.bicep would deploy with its parameters, and what things are called in docs/trust.md.
import { Resource } from './values.mjs';
import { Template } from './template.mjs';

// What an environment leaves out (no engine yet, no secret yet) is put in, so that its grants are seen too.
const probes = {
  engines: [
    { name: 'probe-one', principalId: '00000000-0000-4000-8000-000000000001' },
    { name: 'probe-two', principalId: '00000000-0000-4000-8000-000000000002' },
  ],
  ingestEndpoints: ['probe-one', 'probe-two'],
  relayEndpoints: ['probe-one'],
  usePythApiKey: true,
};

export class Deployment {
  constructor(files, main, environment, params) {
    this.environment = environment;
    this.file = params.file;
    this.values = { ...params.values };
    for (const [name, probe] of Object.entries(probes)) if (!(name in this.values) || this.values[name].length === 0 || this.values[name] === false) this.values[name] = probe;
    // Whatever a command line adds, only dev opens.
    if (environment !== 'dev') this.values.publicNetworkAccess = 'Enabled';
    const sink = { resources: [], modules: [] };
    this.outputs = new Template(files, main, sink).run(this.values, params);
    this.all = sink.resources;
    this.modules = sink.modules;
    this.resources = this.all.filter(found => !found.existing);
    this.base = `${this.values.name}${this.values.environmentName}`;
    this.byId = new Map(this.resources.map(found => [found.id, found]));
  }

  of(type) {
    return this.resources.filter(found => found.type === type);
  }

  /** A resource's name without what differs between deployments: `ccoprodingestabcde` and `ccoprod-ingest` are `ingest`. */
  logical(name) {
    return String(name).replace(new RegExp(`^${this.base}-?(?=.)`), '').replace(/(?<=.)u{5}$/, '');
  }

  /** What an id stands for: the kind of thing and its path, such as hub `events/observations`. */
  target(id) {
    const [, provider, ...path] = id.slice(id.lastIndexOf('/providers/') + 1).split('/');
    const type = [provider, ...path.filter((_, index) => index % 2 === 0)].join('/');
    const names = path.filter((_, index) => index % 2 === 1);
    return { kind: kinds[type] ?? type, path: names.filter((_, index) => path[index * 2] !== 'blobServices').map(name => this.logical(name)).join('/') };
  }

  /** Who a principal id belongs to: an app's name, `engine`, or the id itself. */
  principal(id) {
    const own = /^«\/providers\/Microsoft\.ManagedIdentity\/userAssignedIdentities\/([^/]+)\.properties\.principalId»$/.exec(id);
    if (own) return this.logical(own[1]);
    return this.values.engines.some(engine => engine.principalId === id) ? 'engine' : String(id);
  }
}

/** Kinds that docs/trust.md names; anything else stands as its Azure type. */
const kinds = {
  'Microsoft.EventHub/namespaces/eventhubs': 'hub',
  'Microsoft.Insights/components': 'telemetry',
  'Microsoft.KeyVault/vaults/keys': 'key',
  'Microsoft.KeyVault/vaults/secrets': 'secret',
  'Microsoft.Storage/storageAccounts': 'account',
  'Microsoft.Storage/storageAccounts/blobServices/containers': 'container',
};

/** Where a grant is given: the module that asks for it, where a shared one makes it. */
export const asked = resource => resource instanceof Resource && /\/grants\//.test(resource.file) && resource.trace.length > 0 ? resource.trace.at(-1) : { file: resource.file, line: resource.line };
