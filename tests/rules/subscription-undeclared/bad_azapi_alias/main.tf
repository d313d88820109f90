resource "azapi_resource" "made" {
  type      = "Microsoft.Subscription/aliases@2021-10-01"
  name      = "x"
  parent_id = "/"
  body = {
    properties = {
      displayName    = "x"
      workload       = "Production"
      subscriptionId = "00000000-0000-4000-8000-000000000002"
    }
  }
}
