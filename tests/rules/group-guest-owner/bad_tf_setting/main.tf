resource "msgraph_resource" "s" {
  url  = "groupSettings"
  body = {
    templateId = "62375ab9-6b52-47ed-826b-58e47e0e304b"
    values     = [{ name = "AllowGuestsToBeGroupOwner", value = "true" }]
  }
}
