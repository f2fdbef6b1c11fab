// What an app is to others: its identity, the storage account that only it uses, and the right to send telemetry.
// One account each, because whoever writes an app's package container acts as the app.
import { containerName, context, platform } from '../types.bicep'

@description('Where, and how resources are called.')
param here context

@description('Which app.')
@allowed(['ingest', 'attest', 'relay', 'serve'])
param part string

@description('Containers beside the one for the package.')
@minLength(0)
@maxLength(3)
param containers containerName[] = []

@description('What every app gets.')
param given platform

var roles = loadJsonContent('../roles.json')

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: '${here.base}-${part}'
  location: here.location
}

module storage 'storage.bicep' = {
  name: '${part}-storage'
  params: {
    here: here
    part: part
    redundancy: given.redundancy
    containers: concat(['packages'], containers)
    services: ['blob', 'queue', 'table']
    endpointSubnetId: given.endpointSubnetId
  }
}

module owns 'grants/account.bicep' = {
  name: '${part}-owns'
  params: {
    accountName: storage.outputs.accountName
    principalId: identity.properties.principalId
    roleId: roles['Storage Blob Data Owner']
  }
}

module tells 'grants/insights.bicep' = {
  name: '${part}-tells'
  params: {
    insightsName: given.insightsName
    principalId: identity.properties.principalId
    roleId: roles['Monitoring Metrics Publisher']
  }
}

@description('Id of the identity.')
output identityId string = identity.id

@description('Object id of the identity: roles are granted to it.')
output principalId string = identity.properties.principalId

@description('Client id of the identity: what the app asks for tokens with.')
output clientId string = identity.properties.clientId

@description('Name of the app\'s account.')
output accountName string = storage.outputs.accountName

@description('Blob endpoint of the app\'s account.')
output blobEndpoint string = storage.outputs.blobEndpoint
