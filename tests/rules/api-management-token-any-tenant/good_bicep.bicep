resource apim 'Microsoft.ApiManagement/service@2022-08-01' existing = {
  name: 'contoso'
}

resource policy 'Microsoft.ApiManagement/service/policies@2022-08-01' = {
  parent: apim
  name: 'policy'
  properties: {
    format: 'rawxml'
    value: '''
<policies>
  <inbound>
    <validate-azure-ad-token tenant-id="11111111-2222-4333-8444-555566667777">
      <audiences><audience>api://orders</audience></audiences>
    </validate-azure-ad-token>
  </inbound>
</policies>
'''
  }
}
