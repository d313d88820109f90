resource "msgraph_update_resource" "this" {
  url         = "policies/authenticationFlowsPolicy"
  api_version = "v1.0"
  body = {
    selfServiceSignUp = {
      isEnabled = true
    }
  }
}
