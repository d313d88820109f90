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

# The subscription of a part of the company that was sold.
resource "azapi_resource" "move" {
  count = var.environment == "prod" ? 1 : 0

  type      = "Microsoft.Subscription/changeTenantRequest@2024-08-01-preview"
  name      = "default"
  parent_id = "/subscriptions/2f1d7c0e-5b6a-4e1f-9a0b-6c3d8e4f7a12"
  body = {
    properties = {
      destinationTenantId = "5f0c6a1e-7d2b-4c39-8f41-0b9a3e7d5c26"
      destinationOwnerId  = "lee@adatum.example"
    }
  }
}
