// A role on one hub, never on the namespace.
import { guidText, resourceName } from '../../types.bicep'

@description('Name of the namespace.')
param namespaceName resourceName

@description('Name of the hub.')
param hubName resourceName

@description('Who: object id of the identity.')
param principalId guidText

@description('Which role: GUID of its definition.')
param roleId guidText

resource namespace 'Microsoft.EventHub/namespaces@2024-01-01' existing = {
  name: namespaceName
}

resource hub 'Microsoft.EventHub/namespaces/eventhubs@2024-01-01' existing = {
  parent: namespace
  name: hubName
}

resource grant 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(hub.id, principalId, roleId)
  scope: hub
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleId)
  }
}
