# Validations that fail, or break.

experiment "broken" {}

variable "seed" {
  type    = number
  default = 1

  validation {
    condition     = var.seed > 5 # ERROR A seed below 5 brings bad luck
    error_message = "A seed below 5 brings bad luck."
  }
}

variable "steps" {
  type    = list(numbr) # ERROR This is not a type
  default = var.seed    # ERROR A default cannot refer to anything else
}

variable "name" {
  default = "x"

  validation {
    condition     = length(var.seed) > 1 # ERROR has no length
    error_message = "Too short."
  }

  validation {
    condition     = var.name.first == "x" # ERROR Unsupported attribute
    error_message = "No."
  }

  validation {
    condition     = "yes" # ERROR The condition is the string "yes". It must be true or false.
    error_message = "No."
  }

  validation {
    condition     = var.nane == "x" # ERROR There is no variable "nane". Did you mean "name"?
    error_message = "No."
  }

  validation {
    condition     = var.name == "y"
    error_message = 7 # ERROR The attribute "error_message" is the number 7
  }
}
