resource "azuread_conditional_access_policy" "guests" {
  display_name = "Guests: MFA"
  state        = "disabled"
  conditions {
    client_app_types = ["all"]
    applications {
      included_applications = ["All"]
    }
    users {
      included_users = ["GuestsOrExternalUsers"]
    }
  }
  grant_controls {
    operator          = "OR"
    built_in_controls = ["block"]
  }
}
