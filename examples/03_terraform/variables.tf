variable "environment" {
  description = "Name of the environment, which names of apps end with."
  type        = string
  default     = "test"
}

variable "apps" {
  description = "Apps of the environment: who signs in (`internal` or `partners`), host names, and roles."
  type = map(object({
    users = string
    hosts = list(string)
    roles = optional(list(string), [])
  }))
  default = {}
}

variable "operators" {
  description = "Object ids of those who run the environment."
  type        = set(string)
  default     = []
}
