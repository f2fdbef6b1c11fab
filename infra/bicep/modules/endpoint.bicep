// One private endpoint with its names in the private zones.
import { armId, context, resourceName } from '../types.bicep'

@description('Where, and how resources are called.')
param here context

@description('What it leads to: names the endpoint.')
param part resourceName

@description('Id of the service behind it.')
param targetId armId

@description('Which of the service\'s faces.')
@allowed(['namespace', 'Sql', 'vault', 'blob', 'queue', 'table', 'sites', 'azuremonitor'])
param group string

@description('Subnet of private endpoints.')
param endpointSubnetId armId

var zones = loadJsonContent('../zones.json')

resource endpoint 'Microsoft.Network/privateEndpoints@2025-05-01' = {
  name: '${here.base}-${part}-${group}'
  location: here.location
  properties: {
    subnet: { id: endpointSubnetId }
    privateLinkServiceConnections: [
      {
        name: group
        properties: {
          privateLinkServiceId: targetId
          groupIds: [group]
        }
      }
    ]
  }
}

resource names 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-05-01' = {
  parent: endpoint
  name: 'default'
  properties: {
    privateDnsZoneConfigs: [for zone in zones[group]: {
      name: replace(zone, '.', '-')
      properties: { privateDnsZoneId: resourceId('Microsoft.Network/privateDnsZones', zone) }
    }]
  }
}
