resource "msgraph_update_resource" "policy" {
  url = "policies/authorizationPolicy"
  body = {
    allowInvitesFrom = join("", ["adminsGuestInviters", "AndAllMembers"])
  }
}
