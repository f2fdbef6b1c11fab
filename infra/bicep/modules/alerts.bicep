// What somebody is woken for, and who. Names of metrics come from metrics.json, which the hosts use too.
import { armId, context, receiver, thresholds } from '../types.bicep'

@description('Where, and how resources are called.')
param here context

@description('Id of the workspace.')
param workspaceId armId

@description('When an alert is due.')
param due thresholds

@description('Who is told.')
@minLength(1)
@maxLength(10)
param receivers receiver[]

var metrics = loadJsonContent('../metrics.json')

// What was there within a day and is silent now; and everything, if nothing at all was heard.
var silentShards = 'let heard = AppMetrics | where Name == "${metrics.batches.name}" | summarize last = max(TimeGenerated) by what = tostring(Properties["shard"]); union (heard | where last < ago(${due.staleMinutes}m)), (heard | summarize last = max(last) | where isnull(last) | extend what = "every shard")'
var openBreakers = 'AppMetrics | where Name == "${metrics.breakerOpen.name}" | where TimeGenerated > ago(10m) | summarize open = max(Max) by what = tostring(Properties["feed"]) | where open > ${due.breakerMinutes} * 60000'
var poorAccounts = 'AppMetrics | where Name == "${metrics.runway.name}" | summarize arg_max(TimeGenerated, Min) by what = tostring(Properties["chain"]) | where Min < ${due.runwayPostings}'
var deadLetters = 'AppMetrics | where Name == "${metrics.deadLetters.name}" | summarize events = sum(Sum) by what = tostring(Properties["hub"]), reason = tostring(Properties["reason"]) | where events > 0'
var standing = 'let heard = AppMetrics | where Name == "${metrics.eventAge.name}" | summarize arg_max(TimeGenerated, Max) by hub = tostring(Properties["hub"]), what = tostring(Properties["partition"]); heard | where TimeGenerated < ago(${due.standMinutes}m) or Max > ${due.standMinutes} * 60000'
var deepReorgs = 'AppMetrics | where Name == "${metrics.reorgs.name}" | summarize reorgs = sum(Sum) by what = tostring(Properties["chain"]) | where reorgs > 0'

var questions = [
  { name: 'no-fresh-attestation', severity: 0, lookBack: 'P1D', query: silentShards, says: 'A shard that was attested within a day has had no attestation for ${due.staleMinutes} minutes, or no shard has.' }
  { name: 'breaker-open', severity: 2, lookBack: 'PT15M', query: openBreakers, says: 'A feed\'s breaker has not been closed for ${due.breakerMinutes} minutes: prices jump or providers disagree.' }
  { name: 'relay-balance-low', severity: 1, lookBack: 'PT1H', query: poorAccounts, says: 'A relayer\'s account can pay for fewer than ${due.runwayPostings} postings.' }
  { name: 'dead-letters', severity: 2, lookBack: 'PT15M', query: deadLetters, says: 'Events were put aside that nobody could handle. They are in the hub dead-letter for as long as events are kept.' }
  { name: 'partition-stands-still', severity: 1, lookBack: 'P1D', query: standing, says: 'A partition\'s oldest event has waited ${due.standMinutes} minutes, or nothing was read of it for that long.' }
  { name: 'deep-reorg', severity: 0, lookBack: 'PT15M', query: deepReorgs, says: 'A chain took back what its profile called confirmed or final. Retractions are under way; check the profile.' }
]

resource group 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: '${here.base}-oncall'
  location: 'global'
  properties: {
    groupShortName: here.base
    enabled: true
    emailReceivers: [for each in receivers: {
      name: each.name
      emailAddress: each.email
      useCommonAlertSchema: true
    }]
  }
}

module rules 'alert.bicep' = [for question in questions: {
  name: 'alert-${question.name}'
  params: {
    here: here
    alertName: question.name
    says: question.says
    query: question.query
    severity: question.severity
    lookBack: question.lookBack
    workspaceId: workspaceId
    actionGroupId: group.id
  }
}]
