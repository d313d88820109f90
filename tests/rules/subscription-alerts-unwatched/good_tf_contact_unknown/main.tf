variable "address" {
  type = string
}

resource "azurerm_security_center_contact" "soc" {
  name                = "default"
  email               = var.address
  alert_notifications = true
  alerts_to_admins    = false
}
