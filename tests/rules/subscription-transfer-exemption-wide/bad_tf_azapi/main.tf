resource "azapi_update_resource" "policy" {
  type        = "Microsoft.Subscription/policies@2021-10-01"
  resource_id = "/providers/Microsoft.Subscription/policies/default"
  body = {
    blockSubscriptionsIntoTenant = true
    exemptedPrincipals           = [for id in ["5a000000-0000-4000-8000-000000000001"] : lower(id)]
  }
}
