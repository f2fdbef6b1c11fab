// One deployment of the oracle in one resource group. docs/trust.md says who may do what; infra/bicep/check holds this to it.
targetScope = 'resourceGroup'

import { endpointName, engine, publicKey, receiver, sizes, thresholds } from 'types.bicep'

@description('Name of the deployment: letters and digits, the first a letter. All names of resources begin with it.')
@minLength(2)
@maxLength(5)
param name string

@description('Which environment. Only dev can be opened to the internet.')
@allowed(['dev', 'test', 'prod'])
param environmentName string

@description('Azure region of everything.')
@minLength(3)
@maxLength(40)
param location string = resourceGroup().location

@description('Whether services answer outside the virtual network. It counts in dev only.')
@allowed(['Disabled', 'Enabled'])
param publicNetworkAccess string = 'Disabled'

@description('Address space of the virtual network, /16 to /20.')
@minLength(9)
@maxLength(18)
param addressSpace string = '10.40.0.0/20'

@description('Partitions of each hub. It cannot be changed later: shard n is in partition n mod this.')
@minValue(1)
@maxValue(32)
param partitions int = 8

@description('Throughput units to begin with: each 1 MB or 1,000 events in a second. A deployment sets the namespace back to it.')
@minValue(1)
@maxValue(40)
param throughputUnits int = 1

@description('Throughput units that the namespace may grow to by itself; 0 for never.')
@minValue(0)
@maxValue(40)
param maximumThroughputUnits int = 0

@description('Hours that events are kept.')
@minValue(24)
@maxValue(168)
param retentionHours int = 168

@description('Margin engines that subscribe.')
@minLength(0)
@maxLength(17)
param engines engine[] = []

@description('How Cosmos DB is paid for. It cannot be changed later.')
@allowed(['serverless', 'autoscale'])
param ledgerCapacity string = 'serverless'

@description('Most request units per second of each container, with autoscale.')
@minValue(1000)
@maxValue(100000)
param ledgerMaximumThroughput int = 1000

@description('Region that takes the ledger over when the first is lost, with autoscale; or empty.')
@minLength(0)
@maxLength(40)
param ledgerSecondRegion string = ''

@description('How often Azure keeps each blob.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GZRS'])
param storageRedundancy string = 'Standard_ZRS'

@description('Whether nobody can remove a deleted vault before its retention ends. It cannot be turned off again.')
param purgeProtection bool = true

@description('Days that deleted vaults, keys and secrets can be brought back. Fixed when a vault is made.')
@minValue(7)
@maxValue(90)
param vaultRetentionDays int = 90

@description('Public half of the attester\'s key. Empty in the first deployment, which makes the key; Attest does not start before it is set.')
param attesterPublicKey publicKey = ''

@description('Public half of the gas key. Empty in the first deployment, which makes the key.')
param gasPublicKey publicKey = ''

@description('Whether Hermes is asked with the key in the secret pyth-api-key, which must be there.')
param usePythApiKey bool = false

@description('Nodes that Ingest reads and whose addresses hold a credential. The secret endpoint-<name> must be there.')
@minLength(0)
@maxLength(40)
param ingestEndpoints endpointName[] = []

@description('Nodes that Relay posts to and whose addresses hold a credential. The secret endpoint-<name> must be there.')
@minLength(0)
@maxLength(40)
param relayEndpoints endpointName[] = []

@description('When prices are read: six fields, seconds first.')
@minLength(11)
@maxLength(60)
param priceSchedule string = '*/2 * * * * *'

@description('When collateral is read: six fields, seconds first.')
@minLength(11)
@maxLength(60)
param collateralSchedule string = '*/10 * * * * *'

@description('When Relay makes a step though nothing arrived: six fields, seconds first.')
@minLength(11)
@maxLength(60)
param relaySchedule string = '*/5 * * * * *'

@description('The deployment\'s configuration inside the apps\' packages.')
@minLength(6)
@maxLength(100)
param configFile string = 'config/oracle.json'

@description('What Relay posts where, inside its package.')
@minLength(6)
@maxLength(100)
param relayConfigFile string = 'config/oracle-relay.json'

@description('The apps\' sizes.')
param appSizes sizes = {
  ingest: { memory: 2048, instances: 40 }
  attest: { memory: 2048, instances: 40 }
  relay: { memory: 2048, instances: 40 }
  serve: { memory: 2048, instances: 40 }
}

@description('Share of traces that is kept. Metrics are never sampled.')
@minValue(0)
@maxValue(100)
param telemetryPercent int = 5

@description('Days that telemetry is kept.')
@minValue(30)
@maxValue(730)
param telemetryDays int = 30

@description('When alerts are due.')
param alertThresholds thresholds = {
  staleMinutes: 5
  breakerMinutes: 30
  runwayPostings: 200
  standMinutes: 5
}

@description('Who is told of alerts.')
@minLength(1)
@maxLength(10)
param alertReceivers receiver[]

var here = {
  base: '${name}${environmentName}'
  unique: take(uniqueString(resourceGroup().id), 5)
  location: location
  publicNetworkAccess: environmentName == 'dev' ? publicNetworkAccess : 'Disabled'
}

module network 'modules/network.bicep' = {
  name: 'network'
  params: {
    here: here
    addressSpace: addressSpace
  }
}

module monitor 'modules/monitor.bicep' = {
  name: 'monitor'
  params: {
    here: here
    retentionDays: telemetryDays
    endpointSubnetId: network.outputs.endpointSubnetId
  }
}

module roles 'modules/roles.bicep' = {
  name: 'roles'
  params: { here: here }
}

module streams 'modules/streams.bicep' = {
  name: 'streams'
  params: {
    here: here
    partitions: partitions
    throughputUnits: throughputUnits
    maximumThroughputUnits: maximumThroughputUnits
    retentionHours: retentionHours
    engines: engines
    endpointSubnetId: network.outputs.endpointSubnetId
  }
}

module ledger 'modules/ledger.bicep' = {
  name: 'ledger'
  params: {
    here: here
    capacity: ledgerCapacity
    maximumThroughput: ledgerMaximumThroughput
    secondRegion: ledgerSecondRegion
    endpointSubnetId: network.outputs.endpointSubnetId
  }
}

module data 'modules/data.bicep' = {
  name: 'data'
  params: {
    here: here
    redundancy: storageRedundancy
    engines: engines
    retentionHours: retentionHours
    endpointSubnetId: network.outputs.endpointSubnetId
  }
}

module attesterVault 'modules/vault.bicep' = {
  name: 'attester-vault'
  params: {
    here: here
    part: 'attester'
    keyName: 'attester'
    purgeProtection: purgeProtection
    retentionDays: vaultRetentionDays
    workspaceId: monitor.outputs.workspaceId
    endpointSubnetId: network.outputs.endpointSubnetId
  }
}

module operationsVault 'modules/vault.bicep' = {
  name: 'operations-vault'
  params: {
    here: here
    part: 'operations'
    keyName: 'gas'
    purgeProtection: purgeProtection
    retentionDays: vaultRetentionDays
    workspaceId: monitor.outputs.workspaceId
    endpointSubnetId: network.outputs.endpointSubnetId
  }
}

var given = {
  networkId: network.outputs.networkId
  endpointSubnetId: network.outputs.endpointSubnetId
  insightsName: monitor.outputs.insightsName
  insightsConnection: monitor.outputs.insightsConnection
  redundancy: storageRedundancy
  configFile: configFile
  telemetryPercent: telemetryPercent
}

module ingest 'modules/ingest.bicep' = {
  name: 'ingest'
  params: {
    here: here
    given: given
    limits: appSizes.ingest
    namespaceName: streams.outputs.namespaceName
    eventHost: streams.outputs.host
    partitions: partitions
    ledgerEndpoint: ledger.outputs.endpoint
    databaseName: ledger.outputs.databaseName
    dataAccountName: data.outputs.accountName
    blobCreatorRoleId: roles.outputs.blobCreator
    vaultName: operationsVault.outputs.vaultName
    endpoints: ingestEndpoints
    usePythApiKey: usePythApiKey
    priceSchedule: priceSchedule
    collateralSchedule: collateralSchedule
  }
}

module attest 'modules/attest.bicep' = {
  name: 'attest'
  params: {
    here: here
    given: given
    limits: appSizes.attest
    namespaceName: streams.outputs.namespaceName
    eventHost: streams.outputs.host
    partitions: partitions
    ledgerEndpoint: ledger.outputs.endpoint
    databaseName: ledger.outputs.databaseName
    dataAccountName: data.outputs.accountName
    blobCreatorRoleId: roles.outputs.blobCreator
    keySignerRoleId: roles.outputs.keySigner
    vaultName: attesterVault.outputs.vaultName
    keyId: attesterVault.outputs.keyId
    attesterPublicKey: attesterPublicKey
  }
}

module relay 'modules/relay.bicep' = {
  name: 'relay'
  params: {
    here: here
    given: given
    limits: appSizes.relay
    namespaceName: streams.outputs.namespaceName
    eventHost: streams.outputs.host
    partitions: partitions
    dataAccountName: data.outputs.accountName
    keySignerRoleId: roles.outputs.keySigner
    vaultName: operationsVault.outputs.vaultName
    keyId: operationsVault.outputs.keyId
    gasPublicKey: gasPublicKey
    endpoints: relayEndpoints
    configFile: relayConfigFile
    schedule: relaySchedule
  }
}

module serve 'modules/serve.bicep' = {
  name: 'serve'
  params: {
    here: here
    given: given
    limits: appSizes.serve
    ledgerEndpoint: ledger.outputs.endpoint
    databaseName: ledger.outputs.databaseName
    dataAccountName: data.outputs.accountName
  }
}

module ledgerRoles 'modules/ledger-roles.bicep' = {
  name: 'ledger-roles'
  params: {
    accountName: ledger.outputs.accountName
    databaseName: ledger.outputs.databaseName
    attestPrincipalId: attest.outputs.principalId
    ingestPrincipalId: ingest.outputs.principalId
    servePrincipalId: serve.outputs.principalId
  }
}

module alerts 'modules/alerts.bicep' = {
  name: 'alerts'
  params: {
    here: here
    workspaceId: monitor.outputs.workspaceId
    due: alertThresholds
    receivers: alertReceivers
  }
}

module workbook 'modules/workbook.bicep' = {
  name: 'workbook'
  params: {
    here: here
    workspaceId: monitor.outputs.workspaceId
  }
}

@description('Sites that packages are published to.')
output sites object = {
  ingest: ingest.outputs.siteName
  attest: attest.outputs.siteName
  relay: relay.outputs.siteName
  serve: serve.outputs.siteName
}

@description('Keys with their versions: their public halves are parameters of the next deployment.')
output keys object = {
  attester: attesterVault.outputs.keyId
  gas: operationsVault.outputs.keyId
}

@description('Vault that takes the secrets.')
output secretsVault string = operationsVault.outputs.vaultName

@description('What a margin engine connects to; those outside the network ask for private endpoints to the ids.')
output engineConnections object = {
  eventHost: streams.outputs.host
  eventsId: streams.outputs.namespaceId
  blobEndpoint: data.outputs.blobEndpoint
  dataId: data.outputs.accountId
  serveHost: serve.outputs.host
  serveId: serve.outputs.siteId
}

@description('Where the ledger answers.')
output ledgerEndpoint string = ledger.outputs.endpoint

@description('Network that a runner joins: its subnet is operations.')
output networkId string = network.outputs.networkId
