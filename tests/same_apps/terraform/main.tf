variable "environment" {
  type    = string
  default = "prod"
}

locals {
  apps = {
    expenses = { users = "AzureADMyOrg", roles = ["approver"] }
    portal   = { users = "AzureADMultipleOrgs", roles = ["partner"] }
    labs     = { users = "AzureADandPersonalMicrosoftAccount", roles = [] }
  }
}

module "app" {
  source   = "./app"
  for_each = local.apps
  name     = "${each.key}-${var.environment}"
  audience = each.value.users
  roles    = each.value.roles
}

resource "azuread_application" "survey" {
  display_name     = "survey-${var.environment}"
  sign_in_audience = "AzureADMultipleOrgs"
  identifier_uris  = ["api://survey", "api://survey-old"]
}

resource "azuread_application" "never" {
  count            = 0
  display_name     = "never"
  sign_in_audience = "AzureADMultipleOrgs"
}
