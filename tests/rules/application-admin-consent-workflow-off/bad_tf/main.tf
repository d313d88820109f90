resource "msgraph_update_resource" "this" {
  url         = "policies/adminConsentRequestPolicy"
  api_version = "v1.0"
  body = {
    isEnabled = false
  }
}
