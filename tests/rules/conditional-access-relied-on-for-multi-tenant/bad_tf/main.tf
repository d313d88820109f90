resource "azuread_conditional_access_policy" "guests" {
  display_name = "Guests: MFA"
  state        = "enabled"
  conditions {
    client_app_types = ["all"]
    applications {
      included_applications = [azuread_application.expenses.client_id]
    }
    users {
      included_users = ["All"]
    }
  }
  grant_controls {
    operator          = "OR"
    built_in_controls = ["mfa"]
  }
}

resource "azuread_application" "expenses" {
  display_name     = "Expenses"
  sign_in_audience = "AzureADMultipleOrgs"
}
