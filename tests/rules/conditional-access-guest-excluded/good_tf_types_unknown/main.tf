variable "types" {
  type = list(string)
}

resource "azuread_conditional_access_policy" "guests" {
  display_name = "Guests: MFA"
  state        = "enabled"
  conditions {
    client_app_types = ["all"]
    applications {
      included_applications = ["All"]
    }
    users {
      included_users = ["All"]
      excluded_guests_or_external_users {
        guest_or_external_user_types = var.types
        external_tenants {
          membership_kind = "all"
        }
      }
    }
  }
  grant_controls {
    operator          = "OR"
    built_in_controls = ["mfa"]
  }
}
