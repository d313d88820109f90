terraform {
  required_version = ">= 1.9"

  required_providers {
    azuread = { source = "hashicorp/azuread", version = "~> 3.9" }
    azurerm = { source = "hashicorp/azurerm", version = "~> 4.0" }
    azapi   = { source = "Azure/azapi", version = "~> 2.0" }
    msgraph = { source = "microsoft/msgraph", version = "~> 0.2" }
  }
}

data "azurerm_subscription" "current" {}

locals {
  # What every app of this repository has in common.
  tags = ["managed-by:terraform", "environment:${var.environment}"]

  # Apps that take sign-ins from partners, and the others.
  audiences = {
    partners = "AzureADMultipleOrgs"
    internal = "AzureADMyOrg"
  }
}

# One app for each entry of `apps`, which each environment sets in a file of its own.
module "apps" {
  source   = "./modules/app"
  for_each = var.apps

  name          = "${each.key}-${var.environment}"
  audience      = local.audiences[each.value.users]
  redirect_uris = [for host in each.value.hosts : "https://${host}/signin-oidc"]
  roles         = lookup(each.value, "roles", [])
  tags          = local.tags
}

# Open to every tenant by mistake.
resource "azuread_application" "survey" {
  display_name     = "survey-${var.environment}"
  sign_in_audience = "AzureADMultipleOrgs"
  tags             = local.tags

  web {
    redirect_uris = ["https://survey.contoso.example/signin-oidc"]
  }
}

# The secret is a resource of its own, and still counts as one of the app. The comment that accepted it has expired.
# tenantlint: allow application-credential-weak reason="the survey tool supports secrets only" reviewer="identity-team@contoso.example" expires=2026-06-30
resource "azuread_application_password" "survey" {
  application_id = azuread_application.survey.id
  display_name   = "survey backend"
}
