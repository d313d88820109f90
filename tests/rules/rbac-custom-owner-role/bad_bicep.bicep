targetScope = 'subscription'
resource r 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid('op')
  properties: { roleName: 'Operator', type: 'CustomRole', permissions: [{ actions: ['*'] }], assignableScopes: [subscription().id] }
}
