resource "azuread_conditional_access_policy" "guests" {
  display_name = "Guests: MFA"
  state        = "enabled"
  conditions {
    client_app_types = ["all"]
    applications {
      included_applications = ["All"]
    }
    authentication_flow_transfer_methods = ["deviceCodeFlow"]
    users {
      included_users = ["All"]
    }
  }
  grant_controls {
    operator          = "OR"
    built_in_controls = ["mfa"]
  }
}
