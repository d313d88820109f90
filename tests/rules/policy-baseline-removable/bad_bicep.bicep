targetScope = 'subscription'
resource a 'Microsoft.Authorization/policyAssignments@2022-06-01' = {
  name: 'baseline'
  properties: { policyDefinitionId: tenantResourceId('Microsoft.Authorization/policySetDefinitions', '1f3afdf9-d0c9-4c3d-847f-89da613e70a8'), enforcementMode: 'DoNotEnforce' }
}
