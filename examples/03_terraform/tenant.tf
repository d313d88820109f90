# Settings of the tenant itself, in production only.
resource "msgraph_update_resource" "authorization_policy" {
  count = var.environment == "prod" ? 1 : 0

  url = "policies/authorizationPolicy"
  body = {
    allowInvitesFrom = "adminsGuestInvitersAndAllMembers"
    guestUserRoleId  = "2af84b1e-32c8-42b7-82bc-daa82404023b"
  }
}

resource "azapi_update_resource" "subscription_policy" {
  count = var.environment == "prod" ? 1 : 0

  type        = "Microsoft.Subscription/policies@2021-10-01"
  resource_id = "/providers/Microsoft.Subscription/policies/default"
  body = {
    blockSubscriptionsIntoTenant    = true
    blockSubscriptionsLeavingTenant = true
  }
}
