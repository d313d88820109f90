variable "external" {
  type    = bool
  default = false
}

resource "azuread_application" "external" {
  count            = var.external ? 1 : 0
  display_name     = "External"
  sign_in_audience = "AzureADMultipleOrgs"
}

resource "azuread_application" "never" {
  for_each         = toset([])
  display_name     = each.key
  sign_in_audience = "AzureADMultipleOrgs"
}

module "app" {
  source = "./modules/app"
  count  = 0
}

resource "msgraph_resource" "policies" {
  for_each = fileset("${path.module}/policies", "*.json")
  url      = "identity/conditionalAccess/policies"
  body     = merge(jsondecode(file("${path.module}/policies/${each.value}")), { state = "enabled" })
}

resource "azuread_group" "documented" {
  display_name     = "documented"
  security_enabled = true
  description      = file("${path.module}/export/policy.json")
}

data "local_file" "documented" {
  filename = "${path.module}/export/policy.json"
}
