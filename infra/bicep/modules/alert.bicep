// One question that is asked of the telemetry again and again. Every row of the answer is an alert; none closes it.
import { armId, context, resourceName } from '../types.bicep'

@description('Where, and how resources are called.')
param here context

@description('What the alert is called.')
param alertName resourceName

@description('What has happened, for whoever is woken.')
@minLength(20)
@maxLength(300)
param says string

@description('The question, in KQL.')
@minLength(20)
@maxLength(2000)
param query string

@description('0 is critical, 4 is verbose.')
@minValue(0)
@maxValue(4)
param severity int

@description('How far the question looks back.')
@allowed(['PT15M', 'PT1H', 'P1D'])
param lookBack string

@description('Id of the workspace.')
param workspaceId armId

@description('Id of the action group.')
param actionGroupId armId

resource rule 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = {
  name: '${here.base}-${alertName}'
  location: here.location
  kind: 'LogAlert'
  properties: {
    displayName: '${here.base}: ${alertName}'
    description: says
    severity: severity
    enabled: true
    scopes: [workspaceId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT5M'
    overrideQueryTimeRange: lookBack
    autoMitigate: true
    // The shapes of tables that hold nothing yet are not known to a new workspace.
    skipQueryValidation: true
    criteria: {
      allOf: [
        {
          query: query
          timeAggregation: 'Count'
          operator: 'GreaterThan'
          threshold: 0
          failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
        }
      ]
    }
    actions: { actionGroups: [actionGroupId] }
  }
}
