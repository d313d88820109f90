resource "msgraph_update_resource" "authorization_policy" {
  url = "policies/authorizationPolicy"
  body = {
    allowInvitesFrom = "everyone"
    guestUserRoleId  = "a0b1b346-4d3e-4e8b-98f8-753987be4970"
  }
}

resource "azapi_update_resource" "subscription_policy" {
  type        = "Microsoft.Subscription/policies@2021-10-01"
  resource_id = "/providers/Microsoft.Subscription/policies/default"
  body = jsonencode({
    blockSubscriptionsIntoTenant    = false
    blockSubscriptionsLeavingTenant = true
    exemptedPrincipals              = ["5a000000-0000-4000-8000-000000000001"]
  })
}

resource "azapi_resource" "management_group_settings" {
  type      = "Microsoft.Management/managementGroups/settings@2023-04-01"
  parent_id = "/providers/Microsoft.Management/managementGroups/11111111-2222-4333-8444-555566667777"
  name      = "default"
  body = {
    properties = {
      defaultManagementGroup               = "/providers/Microsoft.Management/managementGroups/11111111-2222-4333-8444-555566667777"
      requireAuthorizationForGroupCreation = true
    }
  }
}
