resource apim 'Microsoft.ApiManagement/service@2022-08-01' existing = {
  name: 'contoso'
}

resource policy 'Microsoft.ApiManagement/service/policies@2022-08-01' = {
  parent: apim
  name: 'policy'
  properties: {
    format: 'rawxml-link'
    value: 'https://files.example/policy.xml'
  }
}
