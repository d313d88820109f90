resource "msgraph_update_resource" "this" {
  url         = "policies/deviceRegistrationPolicy"
  api_version = "v1.0"
  body = {
    azureADJoin = {
      isAdminConfigurable = true
      allowedToJoin = {
        "@odata.type" = "#microsoft.graph.allDeviceRegistrationMembership"
      }
    }
  }
}
