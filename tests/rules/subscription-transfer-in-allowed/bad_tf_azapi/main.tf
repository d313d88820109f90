resource "azapi_update_resource" "policy" {
  type        = "Microsoft.Subscription/policies@2021-10-01"
  resource_id = "/providers/Microsoft.Subscription/policies/default"
  body = {
    blockSubscriptionsIntoTenant = false
  }
}
