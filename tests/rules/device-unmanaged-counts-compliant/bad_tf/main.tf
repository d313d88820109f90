resource "msgraph_update_resource" "this" {
  url         = "deviceManagement/settings"
  api_version = "v1.0"
  body = {
    secureByDefault = false
  }
}
