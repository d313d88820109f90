resource "msgraph_resource" "this" {
  url = "applications"
  body = {
    displayName = "without an audience"
  }
}
