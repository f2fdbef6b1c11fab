// Closed on all sides. Who publishes or asks comes through the virtual network or a private endpoint of their own.
using '../main.bicep'

param name = 'cco'
param environmentName = 'prod'
param publicNetworkAccess = 'Disabled'
param addressSpace = '10.43.0.0/20'
param partitions = 32
param throughputUnits = 4
param maximumThroughputUnits = 8
param retentionHours = 168
param ledgerCapacity = 'autoscale'
param ledgerMaximumThroughput = 1000
param storageRedundancy = 'Standard_ZRS'
param purgeProtection = true
param vaultRetentionDays = 90
param telemetryPercent = 5
param telemetryDays = 90
param alertReceivers = [
  { name: 'on call', email: 'oncall@example.org' }
]
