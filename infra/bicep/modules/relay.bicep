// Relay: posts on chains what others have signed. It holds the gas key, sends receipts and dead letters, and can make no attestation.
import { context, endpointName, guidText, platform, publicKey, resourceName, size } from '../types.bicep'

@description('Where, and how resources are called.')
param here context

@description('What every app gets.')
param given platform

@description('How large the app may become.')
param limits size

@description('Name of the Event Hubs namespace.')
param namespaceName resourceName

@description('Host name of the namespace.')
param eventHost resourceName

@description('Partitions of each hub.')
@minValue(1)
@maxValue(32)
param partitions int

@description('Name of the data account.')
param dataAccountName resourceName

@description('Role that signs.')
param keySignerRoleId guidText

@description('Name of the operations vault.')
param vaultName resourceName

@description('The gas key with its version.')
@minLength(30)
@maxLength(200)
param keyId string

@description('The gas key\'s public half: the account that pays follows from it.')
param gasPublicKey publicKey

@description('Nodes whose addresses hold a credential: each is a secret endpoint-<name> and a setting ENDPOINT_<NAME>.')
@minLength(0)
@maxLength(40)
param endpoints endpointName[]

@description('What is posted where, inside the app\'s package.')
@minLength(6)
@maxLength(100)
param configFile string

@description('When a step is made though nothing arrived: six fields, seconds first.')
@minLength(11)
@maxLength(60)
param schedule string

var roles = loadJsonContent('../roles.json')
var suffix = environment().suffixes.storage

module principal 'principal.bicep' = {
  name: 'relay-principal'
  params: {
    here: here
    part: 'relay'
    containers: ['inbox', 'journal']
    given: given
  }
}

var sent = ['receipts', 'dead-letter']
var endpointSettings = toObject(endpoints, name => 'ENDPOINT_${toUpper(replace(name, '-', '_'))}', name => '@Microsoft.KeyVault(VaultName=${vaultName};SecretName=endpoint-${name})')

module receives 'grants/hub.bicep' = {
  name: 'relay-receives'
  params: {
    namespaceName: namespaceName
    hubName: 'attestations'
    principalId: principal.outputs.principalId
    roleId: roles['Azure Event Hubs Data Receiver']
  }
}

module sends 'grants/hub.bicep' = [for hubName in sent: {
  name: 'relay-sends-${hubName}'
  params: {
    namespaceName: namespaceName
    hubName: hubName
    principalId: principal.outputs.principalId
    roleId: roles['Azure Event Hubs Data Sender']
  }
}]

module reads 'grants/container.bicep' = {
  name: 'relay-reads'
  params: {
    accountName: dataAccountName
    containerName: 'attestations'
    principalId: principal.outputs.principalId
    roleId: roles['Storage Blob Data Reader']
  }
}

module signs 'grants/key.bicep' = {
  name: 'relay-signs'
  params: {
    vaultName: vaultName
    keyName: 'gas'
    principalId: principal.outputs.principalId
    roleId: keySignerRoleId
  }
}

module knows 'grants/secret.bicep' = [for name in endpoints: {
  name: 'relay-knows-${name}'
  params: {
    vaultName: vaultName
    secretName: 'endpoint-${name}'
    principalId: principal.outputs.principalId
    roleId: roles['Key Vault Secrets User']
  }
}]

module app 'app.bicep' = {
  name: 'relay-app'
  params: {
    here: here
    part: 'relay'
    identityId: principal.outputs.identityId
    clientId: principal.outputs.clientId
    accountName: principal.outputs.accountName
    given: given
    limits: limits
    ready: [
      { name: 'function:Batches', instanceCount: 1 }
    ]
    settings: union(endpointSettings, {
      EventHubs__fullyQualifiedNamespace: eventHost
      EventHubs__credential: 'managedidentity'
      EventHubs__clientId: principal.outputs.clientId
      Streams__Partitions: string(partitions)
      Data__BlobEndpoint: 'https://${dataAccountName}.blob.${suffix}'
      Relay__ConfigFile: configFile
      RELAY_SCHEDULE: schedule
      Relay__KeyId: keyId
      Relay__PublicKey: gasPublicKey
      Relay__JournalEndpoint: principal.outputs.blobEndpoint
    })
  }
  dependsOn: [receives, sends, reads, signs, knows]
}

@description('Object id of the identity.')
output principalId string = principal.outputs.principalId

@description('Name of the site.')
output siteName string = app.outputs.siteName
