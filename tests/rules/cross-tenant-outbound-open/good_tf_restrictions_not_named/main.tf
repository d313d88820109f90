resource "msgraph_update_resource" "this" {
  url         = "policies/crossTenantAccessPolicy/default"
  api_version = "v1.0"
  body = {
    b2bCollaborationOutbound = {
      usersAndGroups = {
        accessType = "allowed"
        targets = [{
          target = "AllUsers"
          targetType = "user"
        }]
      }
      applications = {
        accessType = "allowed"
        targets = [{
          target = "AllApplications"
          targetType = "application"
        }]
      }
    }
  }
}
