variable "x" {}
resource "msgraph_update_resource" "default" {
  url  = "policies/crossTenantAccessPolicy/default"
  body = { inboundTrust = { isCompliantDeviceAccepted = var.x } }
}
