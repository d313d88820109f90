resource "azuread_application" "expenses" {
  display_name     = "Expenses"
  sign_in_audience = "AzureADMultipleOrgs"
}

resource "msgraph_update_resource" "authorization" {
  url = "policies/authorizationPolicy"
  body = {
    allowInvitesFrom                          = "adminsAndGuestInviters"
    allowEmailVerifiedUsersToJoinOrganization = true # until 2027
    guestUserRoleId                           = "2af84b1e-32c8-42b7-82bc-daa82404023b"
  }
}
