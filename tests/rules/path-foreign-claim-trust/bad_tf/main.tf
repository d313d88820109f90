resource "msgraph_update_resource" "this" {
  url         = "policies/crossTenantAccessPolicy/default"
  api_version = "v1.0"
  body = {
    inboundTrust = {
      isMfaAccepted = true
    }
  }
}
