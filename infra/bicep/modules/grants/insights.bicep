// A role on Application Insights.
import { guidText, resourceName } from '../../types.bicep'

@description('Name of the component.')
param insightsName resourceName

@description('Who: object id of the identity.')
param principalId guidText

@description('Which role: GUID of its definition.')
param roleId guidText

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: insightsName
}

resource grant 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(insights.id, principalId, roleId)
  scope: insights
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleId)
  }
}
