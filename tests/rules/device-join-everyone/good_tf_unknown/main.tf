variable "x" {}
resource "msgraph_update_resource" "d" {
  url  = "policies/deviceRegistrationPolicy"
  body = { azureADJoin = { allowedToJoin = var.x } }
}
