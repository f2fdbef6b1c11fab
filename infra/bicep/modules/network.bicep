// The virtual network: a delegated subnet per app with a guard of its own, one for private endpoints, one for who operates (a runner that publishes).
import { context } from '../types.bicep'

@description('Where, and how resources are called.')
param here context

@description('Address space of the network, /16 to /20. Nothing outside has to know it unless networks are peered.')
@minLength(9)
@maxLength(18)
param addressSpace string

var zones = loadJsonContent('../zones.json')
var zoneNames = union(zones.namespace, zones.Sql, zones.vault, zones.blob, zones.queue, zones.table, zones.sites, zones.azuremonitor)

// Ingest reads chains and price servers, Relay posts to nodes. Attest and Serve have no business outside.
var subnets = [
  { name: 'ingest', delegated: true, internet: true }
  { name: 'attest', delegated: true, internet: false }
  { name: 'relay', delegated: true, internet: true }
  { name: 'serve', delegated: true, internet: false }
  { name: 'endpoints', delegated: false, internet: false }
  { name: 'operations', delegated: false, internet: true }
]

var delegation = [
  { name: 'apps', properties: { serviceName: 'Microsoft.App/environments' } }
]

var outsideAllowed = [
  {
    name: 'internet-https'
    properties: {
      description: 'Nodes and price servers.'
      direction: 'Outbound'
      priority: 100
      access: 'Allow'
      protocol: 'Tcp'
      sourceAddressPrefix: 'VirtualNetwork'
      sourcePortRange: '*'
      destinationAddressPrefix: 'Internet'
      destinationPortRange: '443'
    }
  }
]

var outsideDenied = [
  {
    name: 'no-internet'
    properties: {
      description: 'Everything else outside, public addresses of Azure included.'
      direction: 'Outbound'
      priority: 200
      access: 'Deny'
      protocol: '*'
      sourceAddressPrefix: '*'
      sourcePortRange: '*'
      destinationAddressPrefix: 'Internet'
      destinationPortRange: '*'
    }
  }
]

resource guards 'Microsoft.Network/networkSecurityGroups@2025-05-01' = [for subnet in subnets: {
  name: '${here.base}-${subnet.name}'
  location: here.location
  properties: {
    securityRules: concat(subnet.internet ? outsideAllowed : [], outsideDenied)
  }
}]

resource network 'Microsoft.Network/virtualNetworks@2025-05-01' = {
  name: '${here.base}-network'
  location: here.location
  properties: {
    addressSpace: { addressPrefixes: [addressSpace] }
    subnets: [for (subnet, index) in subnets: {
      name: subnet.name
      properties: {
        addressPrefix: cidrSubnet(addressSpace, 24, index)
        networkSecurityGroup: { id: guards[index].id }
        delegations: subnet.delegated ? delegation : []
        defaultOutboundAccess: subnet.internet
        privateEndpointNetworkPolicies: 'Enabled'
      }
    }]
  }
}

resource privateZones 'Microsoft.Network/privateDnsZones@2024-06-01' = [for zone in zoneNames: {
  name: zone
  location: 'global'
}]

resource links 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [for (zone, index) in zoneNames: {
  parent: privateZones[index]
  name: '${here.base}-network'
  location: 'global'
  properties: {
    registrationEnabled: false
    virtualNetwork: { id: network.id }
  }
}]

@description('Id of the network; a subnet is at /subnets/<name> below it.')
output networkId string = network.id

@description('Subnet of private endpoints.')
output endpointSubnetId string = '${network.id}/subnets/endpoints'
