// The Event Hubs namespace with its hubs and consumer groups. No rule with a key: local authentication is off.
import { armId, context, engine } from '../types.bicep'

@description('Where, and how resources are called.')
param here context

@description('Partitions of each hub. They are fixed when a hub is made: shard n goes to partition n mod this.')
@minValue(1)
@maxValue(32)
param partitions int

@description('Throughput units to begin with: each 1 MB or 1,000 events in a second.')
@minValue(1)
@maxValue(40)
param throughputUnits int

@description('Throughput units that the namespace may grow to by itself; 0 for never.')
@minValue(0)
@maxValue(40)
param maximumThroughputUnits int

@description('Hours that events are kept.')
@minValue(24)
@maxValue(168)
param retentionHours int

@description('Margin engines. Standard has 20 groups in a hub; relayer, serve and the default one are three of them.')
@minLength(0)
@maxLength(17)
param engines engine[]

@description('Subnet of private endpoints.')
param endpointSubnetId armId

var hubNames = ['observations', 'attestations', 'receipts', 'dead-letter']
var attestationsIndex = indexOf(hubNames, 'attestations')
var readers = concat(['relayer', 'serve'], engineNames)
var engineNames = [for each in engines: each.name]

resource namespace 'Microsoft.EventHub/namespaces@2024-01-01' = {
  name: '${here.base}events${here.unique}'
  location: here.location
  sku: {
    name: 'Standard'
    tier: 'Standard'
    capacity: throughputUnits
  }
  properties: {
    disableLocalAuth: true
    publicNetworkAccess: here.publicNetworkAccess
    minimumTlsVersion: '1.2'
    isAutoInflateEnabled: maximumThroughputUnits > throughputUnits
    maximumThroughputUnits: maximumThroughputUnits > throughputUnits ? maximumThroughputUnits : 0
  }
}

resource hubs 'Microsoft.EventHub/namespaces/eventhubs@2024-01-01' = [for name in hubNames: {
  parent: namespace
  name: name
  properties: {
    partitionCount: partitions
    retentionDescription: {
      cleanupPolicy: 'Delete'
      retentionTimeInHours: retentionHours
    }
  }
}]

resource attester 'Microsoft.EventHub/namespaces/eventhubs/consumergroups@2024-01-01' = {
  parent: hubs[0]
  name: 'attest'
}

@batchSize(1)
resource subscribers 'Microsoft.EventHub/namespaces/eventhubs/consumergroups@2024-01-01' = [for name in readers: {
  parent: hubs[attestationsIndex]
  name: name
}]

module endpoint 'endpoint.bicep' = {
  name: 'events-endpoint'
  params: {
    here: here
    part: 'events'
    targetId: namespace.id
    group: 'namespace'
    endpointSubnetId: endpointSubnetId
  }
  dependsOn: [hubs, attester, subscribers]
}

module engineReceives 'grants/hub.bicep' = [for each in engines: {
  name: 'engine-${each.name}-receives'
  params: {
    namespaceName: namespace.name
    hubName: 'attestations'
    principalId: each.principalId
    roleId: loadJsonContent('../roles.json')['Azure Event Hubs Data Receiver']
  }
  dependsOn: [hubs]
}]

@description('Name of the namespace.')
output namespaceName string = namespace.name

@description('Id of the namespace: a margin engine outside the network asks for a private endpoint to it.')
output namespaceId string = namespace.id

@description('Host name of the namespace.')
output host string = '${namespace.name}.servicebus.windows.net'
