extension microsoftGraphV1

param name string
param audience string
param roles string[] = []

resource this 'Microsoft.Graph/applications@v1.0' = {
  uniqueName: name
  displayName: name
  signInAudience: audience
  api: { requestedAccessTokenVersion: 2 }
  appRoles: [
    for role in roles: {
      id: guid(role)
      value: role
      displayName: role
      description: role
      isEnabled: true
      allowedMemberTypes: ['User']
    }
  ]
}
