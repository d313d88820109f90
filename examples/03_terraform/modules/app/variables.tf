variable "name" {
  type = string
}

variable "audience" {
  type    = string
  default = "AzureADMyOrg"
}

variable "redirect_uris" {
  type    = list(string)
  default = []
}

variable "roles" {
  type    = list(string)
  default = []
}

variable "tags" {
  type    = list(string)
  default = []
}
