// One page of charts over the same metrics that the alerts ask for.
import { armId, context } from '../types.bicep'

@description('Where, and how resources are called.')
param here context

@description('Id of the workspace.')
param workspaceId armId

resource book 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(resourceGroup().id, 'workbook')
  location: here.location
  kind: 'shared'
  properties: {
    displayName: '${here.base}: oracle'
    category: 'workbook'
    sourceId: workspaceId
    serializedData: loadTextContent('../workbook.json')
  }
}
