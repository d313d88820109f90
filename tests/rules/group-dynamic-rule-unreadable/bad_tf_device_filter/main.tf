resource "azuread_conditional_access_policy" "p" {
  display_name = "p"
  state        = "enabled"

  conditions {
    client_app_types = ["all"]

    applications {
      included_applications = ["All"]
    }

    devices {
      filter {
        mode = "exclude"
        rule = "device.trustType is \"ServerAD\""
      }
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
