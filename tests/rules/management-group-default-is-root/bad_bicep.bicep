targetScope = 'tenant'
resource root 'Microsoft.Management/managementGroups@2023-04-01' existing = {
  name: '11111111-2222-4333-8444-555566667777'
}
resource s 'Microsoft.Management/managementGroups/settings@2023-04-01' = {
  parent: root
  name: 'default'
  properties: { defaultManagementGroup: '/providers/Microsoft.Management/managementGroups/11111111-2222-4333-8444-555566667777' }
}
