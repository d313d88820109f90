resource "msgraph_update_resource" "this" {
  url         = "policies/crossTenantAccessPolicy/partners/22222222-2222-4333-8444-555566667777"
  api_version = "v1.0"
  body = {
    b2bCollaborationInbound = {
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
    inboundTrust = {
      isMfaAccepted = true
    }
  }
}
