// Where changes are tried: open to the internet, small, and removable.
using '../main.bicep'

param name = 'cco'
param environmentName = 'dev'
param publicNetworkAccess = 'Enabled'
param addressSpace = '10.41.0.0/20'
param partitions = 2
param retentionHours = 24
param storageRedundancy = 'Standard_LRS'
param purgeProtection = false
param vaultRetentionDays = 7
param priceSchedule = '*/10 * * * * *'
param collateralSchedule = '*/30 * * * * *'
param relaySchedule = '*/30 * * * * *'
param telemetryPercent = 100
param alertReceivers = [
  { name: 'developers', email: 'developers@example.org' }
]
