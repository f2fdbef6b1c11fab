namespace CrossChainOracle.Infra.Tests;

/// <summary>What the checker must find.</summary>
internal static class Mutations
{
    private const string Main = "infra/bicep/main.bicep";
    private const string Modules = "infra/bicep/modules/";
    private const string Grants = Modules + "grants/";
    private const string Trust = "docs/trust.md";
    private const string Prod = "infra/bicep/environments/prod.bicepparam";

    private const string SignsWithGas = """
        module signs 'grants/key.bicep' = {
          name: 'ingest-signs'
          params: {
            vaultName: vaultName
            keyName: 'gas'
            principalId: principal.outputs.principalId
            roleId: '12338af0-0e69-4776-bea7-57ae8d297424'
          }
        }


        """;

    public static IReadOnlyList<Mutation> All { get; } = [.. Rights(), .. Roles(), .. Keys(), .. Networks(), .. Settings(), .. Sources(), .. Parameters(), .. Telemetry(), .. Keeping(), .. Names()];

    private static IEnumerable<Mutation> Rights() =>
    [
        In("relay", "relay may send attestations", "var sent = ['receipts', 'dead-letter']", "var sent = ['receipts', 'dead-letter', 'attestations']", "relay is given Azure Event Hubs Data Sender on the hub events/attestations"),
        In("relay", "relay may send attestations in prod only", "var sent = ['receipts', 'dead-letter']", "var sent = here.base == 'ccoprod' ? ['receipts', 'dead-letter', 'attestations'] : ['receipts', 'dead-letter']", "relay is given Azure Event Hubs Data Sender on the hub events/attestations"),
        In("ingest", "ingest may sign", "module app 'app.bicep'", SignsWithGas + "module app 'app.bicep'", "ingest is given role 12338af0-0e69-4776-bea7-57ae8d297424 on the key operations/gas"),
        In("ingest", "ingest owns the hub", "roleId: roles['Azure Event Hubs Data Sender']", "roleId: 'f526a384-b230-433a-9a44-95f59cb40c5a'", "ingest is given role f526a384-b230-433a-9a44-95f59cb40c5a on the hub events/observations"),
        In("attest", "attest no longer receives", "hubName: 'observations'", "hubName: 'receipts'", "attest is given Azure Event Hubs Data Receiver on the hub events/receipts"),
        new("a right of the table is not given", Modules + "attest.bicep", "var sent = ['attestations', 'dead-letter']", "var sent = ['attestations']", Trust, "attest is said to have Azure Event Hubs Data Sender on the hub events/dead-letter"),
        In("ledger-roles", "a grant is made twice", "{ principalId: servePrincipalId, definition: 2, container: 'latest' }", "{ principalId: servePrincipalId, definition: 2, container: 'latest' }\n  { principalId: servePrincipalId, definition: 2, container: 'latest' }", "is given twice"),
        In("serve", "a grant on what nobody makes", "var read = ['ledger', 'attestations']", "var read = ['ledger', 'attestations', 'rounds']", "containers/rounds, which infra/bicep does not make"),
        In("streams", "somebody else may receive", "principalId: each.principalId", "principalId: '11111111-2222-4333-8444-555555555555'", "11111111-2222-4333-8444-555555555555 is given Azure Event Hubs Data Receiver"),
        In("data", "engines may read the ledger", "containerName: 'attestations'", "containerName: 'ledger'", "engine is given Storage Blob Data Reader on the container data/ledger"),
        Grant("hub", "a role on the namespace", "scope: hub", "scope: namespace", "relay.bicep", "on the Microsoft.EventHub/namespaces events"),
        Grant("key", "a role on the vault", "scope: key", "scope: vault", "attest.bicep", "attest is given Oracle key signer on the Microsoft.KeyVault/vaults attester"),
        Grant("secret", "all secrets of the vault", "scope: secret", "scope: vault", "ingest.bicep", "ingest is given Key Vault Secrets User on the Microsoft.KeyVault/vaults operations"),
        Grant("container", "a role on the whole account", "scope: container", "scope: account", "attest.bicep", "attest is given Oracle blob creator on the account data"),
        Grant("hub", "a role on the resource group", "  scope: hub\n", "", "attest.bicep", "a role on the whole resource group"),
        new("a row is taken from the table", Trust, "| `serve` | container | `data/ledger` | Storage Blob Data Reader | bodies of batches |\n", "", Modules + "serve.bicep", "serve is given Storage Blob Data Reader on the container data/ledger"),
        new("a row is added to the table", Trust, "| `serve` | telemetry |", "| `serve` | hub | `events/receipts` | Azure Event Hubs Data Receiver | shows them |\n| `serve` | telemetry |", Trust, "serve is said to have Azure Event Hubs Data Receiver on the hub events/receipts"),
        new("the section is gone", Trust, "## Azure: who may do what", "## Azure", Trust, "has no section"),
    ];

    private static IEnumerable<Mutation> Roles() =>
    [
        In("roles", "who signs may decrypt", "'Microsoft.KeyVault/vaults/keys/sign/action'", "'Microsoft.KeyVault/vaults/keys/sign/action'\n          'Microsoft.KeyVault/vaults/keys/decrypt/action'", "Oracle key signer: allows Microsoft.KeyVault/vaults/keys/decrypt/action"),
        In("roles", "who creates blobs may replace them", "'${blobs}/add/action'", "'${blobs}/add/action', '${blobs}/write'", "Oracle blob creator: allows Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write"),
        In("roles", "who creates blobs may not read", "'${blobs}/read', ", "", "Oracle blob creator: does not allow Microsoft.Storage"),
        In("ledger-roles", "the ledger can be deleted from", "actions: [metadata, '${items}/create', '${items}/read'] }", "actions: [metadata, '${items}/create', '${items}/read', '${items}/delete'] }", "Oracle ledger append: allows Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers/items/delete"),
        In("ledger-roles", "everything in the ledger", "actions: [metadata, '${items}/read'] }", "actions: [metadata, '${items}/*'] }", "Oracle ledger read: allows Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers/items/*"),
        In("ledger-roles", "a role on the whole ledger", "scope: '${account.id}/dbs/${databaseName}/colls/${grant.container}'", "scope: account.id", "a Cosmos DB role on more than one container"),
        In("ledger-roles", "attest may rewrite batches", "definition: 0, container: 'batches'", "definition: 1, container: 'batches'", "attest is given Oracle ledger head on the ledger container ledger/oracle/batches"),
        In("ledger-roles", "serve may append", "{ principalId: servePrincipalId, definition: 2, container: 'batches' }", "{ principalId: servePrincipalId, definition: 0, container: 'batches' }", "serve is given Oracle ledger append"),
        In("ledger-roles", "a built-in role", "roleDefinitionId: roles[grant.definition].id", "roleDefinitionId: '${account.id}/sqlRoleDefinitions/00000000-0000-0000-0000-000000000002'", "built-in role 00000000-0000-0000-0000-000000000002"),
    ];

    private static IEnumerable<Mutation> Keys() =>
    [
        In("streams", "keys open the namespace", "disableLocalAuth: true", "disableLocalAuth: false", "properties.disableLocalAuth of events (Microsoft.EventHub/namespaces) is false"),
        In("ledger", "keys open the ledger", "disableLocalAuth: true", "disableLocalAuth: false", "properties.disableLocalAuth of ledger"),
        In("monitor", "telemetry in another type's word", "DisableLocalAuth: true", "disableLocalAuth: true", "properties.DisableLocalAuth of insights (Microsoft.Insights/components) is not set"),
        In("monitor", "keys open the workspace", "features: { disableLocalAuth: true }", "features: { disableLocalAuth: false }", "properties.features.disableLocalAuth of telemetry"),
        In("storage", "keys open storage", "allowSharedKeyAccess: false", "allowSharedKeyAccess: true", "properties.allowSharedKeyAccess of data"),
        In("storage", "storage says nothing of keys", "    allowSharedKeyAccess: false\n", "", "properties.allowSharedKeyAccess of attest (Microsoft.Storage/storageAccounts) is not set"),
        In("storage", "blobs for everybody", "publicAccess: 'None'", "publicAccess: 'Blob'", "properties.publicAccess of packages"),
        In("vault", "access policies", "enableRbacAuthorization: true", "enableRbacAuthorization: false", "properties.enableRbacAuthorization of attester"),
        In("vault", "a key in software", "kty: 'EC-HSM'", "kty: 'EC'", "properties.kty of attester"),
        In("vault", "a key that also unwraps", "keyOps: ['sign', 'verify']", "keyOps: ['sign', 'verify', 'unwrapKey']", "properties.keyOps of gas"),
        In("vault", "a key that changes by itself", "attributes: { enabled: true }", "attributes: { enabled: true }\n    rotationPolicy: { lifetimeActions: [] }", "properties.rotationPolicy of attester (Microsoft.KeyVault/vaults/keys)"),
        In("app", "passwords publish", "name: 'scm'\n  properties: { allow: false }", "name: 'scm'\n  properties: { allow: true }", "properties.allow of scm"),
        In("app", "one way to publish is forgotten", "resource noScm 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2025-03-01' = {\n  parent: site\n  name: 'scm'\n  properties: { allow: false }\n}\n", "", "has no basicPublishingCredentialsPolicies scm"),
        In("app", "an app with a second identity", "userAssignedIdentities: { '${identityId}': {} }", "userAssignedIdentities: { '${identityId}': {}, '${resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', 'guest')}': {} }", "relay: must have its own identity and no other"),
        In("app", "packages in one account", "value: 'https://${accountName}.blob.${suffix}/packages'", "value: 'https://${here.base}data${here.unique}.blob.${suffix}/packages'", "whoever writes there acts as attest"),
        In("streams", "a key to the namespace", "resource attester ", "resource key 'Microsoft.EventHub/namespaces/authorizationRules@2024-01-01' = {\n  parent: namespace\n  name: 'all'\n  properties: { rights: ['Listen'] }\n}\n\nresource attester ", "is a key to the namespace"),
        new("a vault that can be lost", Prod, "param purgeProtection = true", "param purgeProtection = false", Modules + "vault.bicep", "enablePurgeProtection of attester (Microsoft.KeyVault/vaults) is not true in prod"),
    ];

    private static IEnumerable<Mutation> Networks() =>
    [
        new("prod is opened by its parameters", Prod, "param publicNetworkAccess = 'Disabled'", "param publicNetworkAccess = 'Enabled'", Prod, "publicNetworkAccess is Enabled in prod"),
        new("prod can be opened by a command line", Main, "environmentName == 'dev' ? publicNetworkAccess : 'Disabled'", "publicNetworkAccess", Modules + "vault.bicep", "is \"Enabled\" in prod; only dev may be open"),
        In("streams", "the namespace is open", "publicNetworkAccess: here.publicNetworkAccess", "publicNetworkAccess: 'Enabled'", "properties.publicNetworkAccess of events (Microsoft.EventHub/namespaces) is \"Enabled\" in prod"),
        In("app", "the apps say nothing", "    publicNetworkAccess: here.publicNetworkAccess\n", "", "properties.publicNetworkAccess of attest (Microsoft.Web/sites) is not set in prod"),
        In("monitor", "telemetry is open", "publicNetworkAccessForIngestion: here.publicNetworkAccess\n    publicNetworkAccessForQuery: here.publicNetworkAccess\n  }\n}\n\nresource link", "publicNetworkAccessForIngestion: 'Enabled'\n    publicNetworkAccessForQuery: here.publicNetworkAccess\n  }\n}\n\nresource link", "publicNetworkAccessForIngestion of insights"),
        In("storage", "storage lets through what Azure trusts", "bypass: 'None'", "bypass: 'AzureServices'", "properties.networkAcls.bypass of data"),
        In("network", "attest reaches the internet", "{ name: 'attest', delegated: true, internet: false }", "{ name: 'attest', delegated: true, internet: true }", "subnet attest reaches the internet by \"443\""),
        In("network", "nothing is denied", "concat(subnet.internet ? outsideAllowed : [], outsideDenied)", "subnet.internet ? outsideAllowed : []", "subnet attest reaches the internet by \"anything\""),
        In("network", "any port outside", "destinationPortRange: '443'", "destinationPortRange: '*'", "subnet relay reaches the internet by \"*\""),
        In("network", "a subnet that nobody wrote down", "{ name: 'operations', delegated: false, internet: true }", "{ name: 'operations', delegated: false, internet: true }\n  { name: 'guests', delegated: false, internet: true }", "subnet guests is not in docs/trust.md"),
        In("principal", "no private endpoint for leases", "services: ['blob', 'queue', 'table']", "services: ['queue', 'table']", "attest (Microsoft.Storage/storageAccounts) has no private endpoint for blob", where: "storage"),
        In("endpoint", "an endpoint that no name leads to", "for zone in zones[group]", "for zone in zones.blob", "needs privatelink.vaultcore.azure.net"),
        In("app", "all apps in one subnet", "'${given.networkId}/subnets/${part}'", "'${given.networkId}/subnets/ingest'", "attest: must be in its own subnet"),
    ];

    private static IEnumerable<Mutation> Settings() =>
    [
        In("attest", "a setting is missing", "      Attester__PublicKey: attesterPublicKey\n", "", "attest: does not write Attester__PublicKey", where: "attest"),
        In("relay", "a step only when something arrives", "      RELAY_SCHEDULE: schedule\n", "", "relay: does not write RELAY_SCHEDULE"),
        In("relay", "a relayer that is told nothing", "      Relay__ConfigFile: configFile\n", "", "relay: does not write Relay__ConfigFile"),
        In("serve", "a setting too many", "Ledger__Database: databaseName", "Ledger__Database: databaseName\n      Ledger__Mode: 'fast'", "serve: writes Ledger__Mode, which functions/settings.json does not list"),
        In("relay", "an address in the open", "name => '@Microsoft.KeyVault(VaultName=${vaultName};SecretName=endpoint-${name})'", "name => 'https://node.example.org/v2/abc'", "ENDPOINT_PROBE_ONE must be a reference"),
        In("ingest", "a reference without the right to read", "'pyth-api-key'] : []", "'pyth-key'] : []", "refers to the secret pyth-api-key of operations, which ingest may not read"),
        In("app", "somebody else's identity", "AZURE_CLIENT_ID: clientId", "AZURE_CLIENT_ID: identityId", "AZURE_CLIENT_ID must be the client id of its own identity"),
        In("app", "storage by a key", "AzureWebJobsStorage__credential: 'managedidentity'", "AzureWebJobsStorage__credential: 'key'", "AzureWebJobsStorage__credential must be managedidentity"),
        new("a host reads a new setting", "functions/settings.json", "{ \"name\": \"Attester__LogEndpoint\"", "{ \"name\": \"Attester__Pace\", \"reader\": \"host\", \"says\": \"\" },\n    { \"name\": \"Attester__LogEndpoint\"", Modules + "attest.bicep", "attest: does not write Attester__Pace"),
    ];

    private static IEnumerable<Mutation> Sources() =>
    [
        In("relay", "a brace is gone", "module signs 'grants/key.bicep' = {", "module signs 'grants/key.bicep' =", "cannot be parsed"),
        In("ledger", "spread", "options: throughput", "options: { ...throughput }", "cannot be parsed"),
        new("a module from the registry", Main, "'modules/roles.bicep'", "'br/public:avm/res/storage/storage-account:0.9.1'", Main, "comes from a registry"),
        In("storage", "a key is read", "output accountId string = account.id", "output accountId string = account.listKeys().keys[0].value", "listKeys() reads a key"),
        In("principal", "a key in the open", "name: '${part}-storage'", "name: 'AccountKey=abcdefghijklmnop'", "holds a key or password"),
        In("workbook", "a name that changes", "guid(resourceGroup().id, 'workbook')", "guid(resourceGroup().id, utcNow())", "utcNow() differs in every deployment"),
        In("vault", "a secret's value", "resource key 'Microsoft.KeyVault/vaults/keys@2024-11-01' = {", "resource value 'Microsoft.KeyVault/vaults/secrets@2024-11-01' = {\n  parent: vault\n  name: 'pyth-api-key'\n  properties: { value: keyName }\n}\n\nresource key 'Microsoft.KeyVault/vaults/keys@2024-11-01' = {", "is the value of a secret"),
        In("data", "a second version of a type", "module storage ", "resource other 'Microsoft.Storage/storageAccounts@2023-05-01' existing = {\n  name: 'other'\n}\n\nmodule storage ", "is used in version 2023-05-01"),
        new("a file that nothing reaches", Modules + "extra.bicep", "", "resource any 'Microsoft.Web/serverfarms@2025-03-01' = {\n  name: 'any'\n}\n", Modules + "extra.bicep", "does not reach this file"),
        In("ledger", "a parameter of no use", "@description('Subnet of private endpoints.')", "@description('Nothing.')\n@minValue(1)\n@maxValue(2)\nparam idle int = 1\n\n@description('Subnet of private endpoints.')", "idle is not used"),
        In("ledger", "a name that is nowhere", "capacity == 'serverless'", "capazity == 'serverless'", "capazity is not declared"),
    ];

    private static IEnumerable<Mutation> Parameters() =>
    [
        new("a parameter without bounds", Main, "@minValue(1)\n@maxValue(32)\nparam partitions", "@minValue(1)\nparam partitions", Main, "parameter partitions has no bounds"),
        new("a parameter without a description", Main, "@description('Days that telemetry is kept.')\n", "", Main, "parameter telemetryDays has no @description"),
        In("app", "a parameter that may be anything", "param settings { *: string }", "param settings object", "parameter settings is of type object"),
        new("a type without bounds", "infra/bicep/types.bicep", "@minLength(36)\n@maxLength(36)\ntype guidText", "type guidText", "infra/bicep/types.bicep", "type guidText has no bounds"),
        In("vault", "a secret as a parameter", "@description('Name of the key. It is made once: a deployment that finds it changes nothing.')", "@secure()\n@description('Name of the key.')", "is secure"),
        new("a value out of bounds", Prod, "param partitions = 32", "param partitions = 64", Prod, "partitions is 64, at most 32 is allowed"),
        new("a value of another type", Prod, "param partitions = 32", "param partitions = 'many'", Prod, "partitions is not of type int"),
        new("a parameter that is nowhere", Prod, "param partitions = 32", "param partitons = 32", Prod, "has no parameter partitons"),
        new("a required parameter is left out", Prod, "param alertReceivers = [\n  { name: 'on call', email: 'oncall@example.org' }\n]\n", "", Prod, "parameter alertReceivers of infra/bicep/main.bicep is not given"),
        new("one environment's file is another's", Prod, "param environmentName = 'prod'", "param environmentName = 'dev'", Prod, "environmentName is dev, the file is prod.bicepparam"),
        new("a schedule without seconds", Prod, "param purgeProtection", "param priceSchedule = '*/5 * * * *'\nparam purgeProtection", Prod, "priceSchedule must have six fields"),
        new("a relayer's schedule without seconds", Prod, "param purgeProtection", "param relaySchedule = '*/5 * * * *'\nparam purgeProtection", Prod, "relaySchedule must have six fields"),
        new("a node whose name no secret can have", Prod, "param purgeProtection", "param relayEndpoints = ['Base_1']\nparam purgeProtection", Prod, "relayEndpoints: Base_1 must be small letters"),
        new("half a public key", Prod, "param purgeProtection", "param attesterPublicKey = '0x1234'\nparam purgeProtection", Prod, "attesterPublicKey must be 0x and 128 hexadecimal digits"),
    ];

    private static IEnumerable<Mutation> Telemetry() =>
    [
        In("alerts", "an alert that never fires", "${metrics.runway.name}", "relay.money", "alert ccoprod-relay-balance-low asks for relay.money", where: "alert"),
        new("a metric is renamed without its documents", "infra/bicep/metrics.json", "\"oracle.deadletters\"", "\"oracle.dead\"", "docs/telemetry.md", "oracle.dead does not stand there"),
        new("a metric that nothing emits", "docs/telemetry.md", "| `relay.events` |", "| `relay.luck` | gauge | `ms` | `chain` | Relay | luck |\n| `relay.events` |", "docs/telemetry.md", "relay.luck is not in infra/bicep/metrics.json"),
    ];

    private static IEnumerable<Mutation> Keeping() =>
    [
        In("data", "the ledger's bodies are deleted", "containers: ['observations', 'attestations']", "containers: ['observations', 'attestations', 'ledger']", "deletes ledger/ of the account data, which is kept for ever", where: "lifecycle"),
        In("lifecycle", "everything of the account is deleted", "              prefixMatch: [for name in containers: '${name}/']\n", "", "deletes everything of the account data"),
        In("lifecycle", "a prefix that other containers may begin with", "'${name}/'", "name", "deletes observations of the account data"),
        In("data", "bodies go before their events", "days: 2 * ((retentionHours + 23) / 24) + 1", "days: (retentionHours + 23) / 24", "deletes after 7 days what a hub can ask for during 168 hours", where: "lifecycle"),
        In("lifecycle", "bodies go by when they were last read", "daysAfterModificationGreaterThan: days", "daysAfterLastAccessTimeGreaterThan: days", "must delete by daysAfterModificationGreaterThan"),
        In("lifecycle", "a rule that is off", "enabled: true", "enabled: false", "no rule deletes attestations/ of the account data", where: "data"),
        In("data", "bodies of rounds are kept for ever", "containers: ['observations', 'attestations']", "containers: ['attestations']", "no rule deletes observations/ of the account data"),
        In("attest", "the attester's log is deleted", "module app 'app.bicep'", "module forgets 'lifecycle.bicep' = {\n  name: 'attest-lifecycle'\n  params: {\n    accountName: principal.outputs.accountName\n    containers: ['attester-log']\n    days: 60\n  }\n}\n\nmodule app 'app.bicep'", "deletes attester-log/ of the account attest", where: "lifecycle"),
        In("vault", "nobody writes down who signs", "category: 'AuditEvent', enabled: true", "category: 'AuditEvent', enabled: false", "attester (Microsoft.KeyVault/vaults) writes its AuditEvent logs to no workspace"),
        In("vault", "another log", "category: 'AuditEvent'", "category: 'AzurePolicyEvaluationDetails'", "operations (Microsoft.KeyVault/vaults) writes its AuditEvent logs to no workspace"),
        In("vault", "the audit log goes nowhere", "    workspaceId: workspaceId\n", "", "writes its AuditEvent logs to no workspace"),
    ];

    private static IEnumerable<Mutation> Names() =>
    [
        In("streams", "engines without groups", "name: name\n}]\n\nmodule", "name: '${name}s'\n}]\n\nmodule", "consumer groups of attestations: probe-ones"),
        In("streams", "hubs with other partitions", "partitionCount: partitions", "partitionCount: name == 'receipts' ? 1 : partitions", "partitions of receipts: 1"),
        In("attest", "nowhere for the attester's log", "    containers: ['attester-log']\n", "", "containers of the account attest: packages; hosts look for attester-log, packages", where: "storage"),
        In("relay", "nowhere for what arrived", "containers: ['inbox', 'journal']", "containers: ['journal']", "containers of the account relay: journal, packages; hosts look for inbox, journal, packages", where: "storage"),
        In("relay", "a relayer that may sleep", "      { name: 'function:Batches', instanceCount: 1 }\n", "", "always ready in relay: none; hosts look for function:Batches", where: "app"),
        In("relay", "a name that the app does not have", "{ name: 'function:Batches', instanceCount: 1 }", "{ name: 'function:Batch', instanceCount: 1 }", "always ready in relay: function:Batch; hosts look for function:Batches", where: "app"),
        In("ledger", "another partition key", "paths: ['/shard']", "paths: ['/id']", "partition key of batches: /id"),
        In("ingest", "a timer that may sleep", "      { name: 'function:Collateral', instanceCount: 1 }\n", "", "always ready in ingest: function:Prices", where: "app"),
        In("network", "a zone is forgotten", "zones.Sql, zones.vault,", "zones.Sql,", "the private zone privatelink.vaultcore.azure.net is not made"),
        In("network", "a subnet that no app can have", "{ name: 'serve', delegated: true", "{ name: 'serve', delegated: false", "subnet serve must be delegated"),
        In("monitor", "telemetry goes around the link", "properties: { linkedResourceId: insights.id }", "properties: { linkedResourceId: workspace.id }", "insights (Microsoft.Insights/components) is not in the private link scope"),
        In("app", "two apps on one plan", "serverFarmId: plan.id", "serverFarmId: resourceId('Microsoft.Web/serverfarms', 'shared')", "attest: must have its own plan"),
        In("ledger-roles", "a role for other accounts", "assignableScopes: [account.id]", "assignableScopes: ['/']", "assignable in this resource group or account only"),
        In("attest", "two deployments of one name", "name: 'attest-reads'", "name: 'attest-signs'", "module name attest-signs is also that of"),
        In("vault", "a child without a parent", "  parent: vault\n", "", "Microsoft.KeyVault/vaults/keys attester has no parent"),
        new("a grant that Azure may refuse at first", Grants + "hub.bicep", "    principalType: 'ServicePrincipal'\n", "", Grants + "hub.bicep", "properties.principalType"),
        new("a list that cannot be read", "infra/bicep/zones.json", "\"vault\":", "vault:", "infra/bicep/zones.json", "cannot be read"),
    ];

    /// <summary>A change in a module, which a finding in the same module names unless <paramref name="where"/> says another.</summary>
    private static Mutation In(string module, string name, string old, string @new, string says, string? where = null) =>
        new(name, $"{Modules}{module}.bicep", old, @new, $"{Modules}{where ?? module}.bicep", says);

    /// <summary>A change in a module that gives rights, which a finding in the app's module names.</summary>
    private static Mutation Grant(string module, string name, string old, string @new, string where, string says) =>
        new(name, $"{Grants}{module}.bicep", old, @new, Modules + where, says);
}
