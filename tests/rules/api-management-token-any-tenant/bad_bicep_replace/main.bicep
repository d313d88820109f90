param tenant string = 'organizations'

resource apim 'Microsoft.ApiManagement/service@2022-08-01' existing = {
  name: 'contoso'
}

resource policy 'Microsoft.ApiManagement/service/policies@2022-08-01' = {
  parent: apim
  name: 'policy'
  properties: {
    format: 'rawxml'
    value: replace(loadTextContent('policy.xml'), '__TENANT__', tenant)
  }
}
