targetScope = 'subscription'

resource baseline 'Microsoft.Authorization/policyAssignments@2024-04-01' = {
  name: 'baseline'
  properties: {
    policyDefinitionId: tenantResourceId('Microsoft.Authorization/policySetDefinitions', '1f3afdf9-d0c9-4c3d-847f-89da613e70a8')
  }
}

resource exempt 'Microsoft.Authorization/policyExemptions@2022-07-01-preview' = {
  name: 'e'
  properties: {
    policyAssignmentId: baseline.id
    policyDefinitionReferenceIds: ['tls']
    exemptionCategory: 'Waiver'
    description: 'CHG-1, until the move'
  }
}
