variable "name" {
  type = string
}

variable "settings" {
  type    = any
  default = { on = false, labels = [], level = 0 }
}

resource "terraform_data" "inner" {
  for_each = toset(try(var.settings.labels, []))
  input    = "${var.name} ${each.key} ${path.module}"
}

module "leaf" {
  source = "./leaf"
  name   = "${var.name}/leaf"
  level  = var.settings.level
}

output "name" {
  value = "${var.name} (${module.leaf.double})"
}

output "settings" {
  value = var.settings
}
