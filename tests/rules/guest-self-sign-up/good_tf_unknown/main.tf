variable "on" {}
resource "msgraph_update_resource" "flows" {
  url  = "policies/authenticationFlowsPolicy"
  body = { selfServiceSignUp = { isEnabled = var.on } }
}
