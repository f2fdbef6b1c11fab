// Attest: makes rounds and signs. The only one that may use the attester's key, and it reaches nothing outside.
import { context, guidText, platform, publicKey, resourceName, size } from '../types.bicep'

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

@description('Where Cosmos DB answers.')
param ledgerEndpoint resourceName

@description('Name of the database.')
param databaseName resourceName

@description('Name of the data account.')
param dataAccountName resourceName

@description('Role that creates blobs and replaces none.')
param blobCreatorRoleId guidText

@description('Role that signs.')
param keySignerRoleId guidText

@description('Name of the attester vault.')
param vaultName resourceName

@description('The attester\'s key with its version.')
@minLength(30)
@maxLength(200)
param keyId string

@description('The key\'s public half: every signature is recovered against it.')
param attesterPublicKey publicKey

var roles = loadJsonContent('../roles.json')
var suffix = environment().suffixes.storage

module principal 'principal.bicep' = {
  name: 'attest-principal'
  params: {
    here: here
    part: 'attest'
    containers: ['attester-log']
    given: given
  }
}

var sent = ['attestations', 'dead-letter']
var created = ['ledger', 'attestations']

module receives 'grants/hub.bicep' = {
  name: 'attest-receives'
  params: {
    namespaceName: namespaceName
    hubName: 'observations'
    principalId: principal.outputs.principalId
    roleId: roles['Azure Event Hubs Data Receiver']
  }
}

module sends 'grants/hub.bicep' = [for hubName in sent: {
  name: 'attest-sends-${hubName}'
  params: {
    namespaceName: namespaceName
    hubName: hubName
    principalId: principal.outputs.principalId
    roleId: roles['Azure Event Hubs Data Sender']
  }
}]

module reads 'grants/container.bicep' = {
  name: 'attest-reads'
  params: {
    accountName: dataAccountName
    containerName: 'observations'
    principalId: principal.outputs.principalId
    roleId: roles['Storage Blob Data Reader']
  }
}

module creates 'grants/container.bicep' = [for containerName in created: {
  name: 'attest-creates-${containerName}'
  params: {
    accountName: dataAccountName
    containerName: containerName
    principalId: principal.outputs.principalId
    roleId: blobCreatorRoleId
  }
}]

module signs 'grants/key.bicep' = {
  name: 'attest-signs'
  params: {
    vaultName: vaultName
    keyName: 'attester'
    principalId: principal.outputs.principalId
    roleId: keySignerRoleId
  }
}

module app 'app.bicep' = {
  name: 'attest-app'
  params: {
    here: here
    part: 'attest'
    identityId: principal.outputs.identityId
    clientId: principal.outputs.clientId
    accountName: principal.outputs.accountName
    given: given
    limits: limits
    settings: {
      EventHubs__fullyQualifiedNamespace: eventHost
      EventHubs__credential: 'managedidentity'
      EventHubs__clientId: principal.outputs.clientId
      Streams__Partitions: string(partitions)
      Ledger__CosmosEndpoint: ledgerEndpoint
      Ledger__Database: databaseName
      Data__BlobEndpoint: 'https://${dataAccountName}.blob.${suffix}'
      Attester__KeyId: keyId
      Attester__PublicKey: attesterPublicKey
      Attester__LogEndpoint: principal.outputs.blobEndpoint
    }
  }
  dependsOn: [receives, sends, reads, creates, signs]
}

@description('Object id of the identity.')
output principalId string = principal.outputs.principalId

@description('Name of the site.')
output siteName string = app.outputs.siteName
