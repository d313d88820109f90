resource apim 'Microsoft.ApiManagement/service@2022-08-01' existing = {
  name: 'contoso'
}

resource policy 'Microsoft.ApiManagement/service/policyFragments@2022-08-01' = {
  parent: apim
  name: 'policy'
  properties: {
    format: 'rawxml'
    value: '<fragment><validate-azure-ad-token tenant-id="common" /></fragment>'
  }
}
