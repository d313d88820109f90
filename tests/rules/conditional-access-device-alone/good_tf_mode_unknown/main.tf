variable "mode" {
  type = string
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
    }
    devices {
      filter {
        mode = var.mode
        rule = "device.displayName -startsWith \"CORP-\""
      }
    }
  }
  grant_controls {
    operator          = "OR"
    built_in_controls = ["mfa"]
  }
}
