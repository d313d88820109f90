resource "msgraph_update_resource" "this" {
  url = "policies/adminConsentRequestPolicy"
  body = {
    isEnabled = true
    reviewers = [{ query = "/v1.0/groups/b3d0c1de-1111-4222-8333-444455556666/transitiveMembers/microsoft.graph.user", queryType = "MicrosoftGraph" }]
  }
}
