resource "azuread_invitation" "vendor" {
  user_email_address = "vendor@fabrikam.example"
  redirect_url       = "https://portal.azure.com"
}

resource "azapi_update_resource" "policy" {
  type        = "Microsoft.Subscription/policies@2021-10-01"
  resource_id = "/providers/Microsoft.Subscription/policies/default"
  body = {
    blockSubscriptionsIntoTenant    = true
    blockSubscriptionsLeavingTenant = true
    exemptedPrincipals              = [azuread_invitation.vendor.user_id]
  }
}
