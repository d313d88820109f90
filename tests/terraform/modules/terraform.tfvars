from_file      = "terraform.tfvars"
from_automatic = 1
not_null       = null
