extension microsoftGraphV1

resource portal 'Microsoft.Graph/applications@v1.0' = {
  uniqueName: 'portal'
  displayName: 'Portal'
  signInAudience: 'AzureADMultipleOrgs'
}

resource principal 'Microsoft.Graph/servicePrincipals@v1.0' = {
  appId: portal.appId
  appRoleAssignmentRequired: true
}
