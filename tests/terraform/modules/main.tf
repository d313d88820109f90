# Evaluated by Terraform itself (`scripts/record_terraform_plan.sh`), with its built-in resource in the place of a provider's.

variable "names" {
  type    = list(string)
  default = ["a", "b.c", "d\"e", "f/g", "経費"]
}

variable "settings" {
  type = map(object({
    on     = bool
    level  = optional(number, 3)
    labels = optional(list(string), ["none"])
    nested = optional(object({ deep = optional(string, "deep default") }), {})
  }))
  default = {
    one = { on = true }
    two = { on = "false", level = "7", labels = ["x", "y"], nested = { deep = null } }
  }
}

variable "from_file" {
  type    = string
  default = "default"
}

variable "from_automatic" {
  type    = number
  default = 0
}

variable "from_override" {
  default = "not overridden"
}

variable "not_null" {
  type     = string
  default  = "instead of null"
  nullable = false
}

locals {
  indexes = range(3)
  by_name = { for index, name in var.names : name => { index = index, upper = upper(name) } }
  on      = { for name, setting in var.settings : name => setting if setting.on }
  grouped = { for name in ["ab", "ac", "bd"] : substr(name, 0, 1) => name... }
  late    = local.early + 1
  early   = 41
}

resource "terraform_data" "single" {
  input = {
    late           = local.late
    grouped        = local.grouped
    from_file      = var.from_file
    from_automatic = var.from_automatic
    from_override  = var.from_override
    not_null       = var.not_null
    module_path    = path.module
    root_path      = path.root
    conditional    = var.from_automatic > 3 ? "many" : "few"
    template       = "%{for name in var.names~}<${name}>%{endfor~}"
    heredoc        = <<-EOT
      first ${var.from_file}
        second
    EOT
  }
}

resource "terraform_data" "counted" {
  count = length(local.indexes)
  input = count.index * 10
}

resource "terraform_data" "none" {
  count = 0
  input = "never"
}

resource "terraform_data" "each_map" {
  for_each = local.by_name
  input    = "${each.key}=${each.value.index}${each.value.upper}"
}

resource "terraform_data" "each_set" {
  for_each = toset(["x", "y"])
  input    = [each.key, each.value]
}

resource "terraform_data" "reference" {
  input = {
    counted        = terraform_data.counted[1].input
    all            = terraform_data.counted[*].input
    legacy         = terraform_data.counted.2.input
    each           = terraform_data.each_set["y"].input
    values         = [for key, data in terraform_data.each_set : "${key}:${data.input[0]}"]
    module         = module.one.name
    keyed          = module.several["two"].settings.labels
    modules        = { for key, each in module.several : key => each.name }
    counted_module = module.counted[*].name
  }
}

resource "terraform_data" "settings" {
  for_each = var.settings
  input    = each.value
}

module "one" {
  source   = "./inner"
  name     = "one"
  settings = var.settings.one
}

module "several" {
  source   = "./inner"
  for_each = var.settings
  name     = "several-${each.key}"
  settings = each.value
}

module "counted" {
  source = "./inner"
  count  = 2
  name   = "counted-${count.index}"
}

module "never" {
  source   = "./inner"
  for_each = {}
  name     = "never"
}
