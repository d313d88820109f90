variable "from_override" {
  default = "overridden"
}
