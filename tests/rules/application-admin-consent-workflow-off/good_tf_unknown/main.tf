variable "x" {}
resource "msgraph_update_resource" "a" {
  url  = "policies/adminConsentRequestPolicy"
  body = { isEnabled = var.x }
}
