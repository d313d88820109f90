variable "x" {}
resource "msgraph_update_resource" "d" {
  url  = "policies/deviceRegistrationPolicy"
  body = { userDeviceQuota = var.x }
}
