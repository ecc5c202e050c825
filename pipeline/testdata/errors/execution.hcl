experiment "e" {}
dataset "d" {
  source = "builtin:d"
  execution {
    cores       = -1 # ERROR: Out of range: The attribute "cores" is -1
    memory      = 4 # ERROR: Wrong type: It must be a size, such as "512MB" or "4GiB"
    timeout     = "10 minutes" # ERROR: Wrong type: It must be a duration
    backoff     = "-1s" # ERROR: Wrong type: It must be a duration
    max_backoff = "0s" # ERROR: Wrong type: It must be a duration
    retry       = 3 # ERROR: Unknown attribute: Its attributes are cores, memory, timeout, retries, backoff and max_backoff
  }
}
score "s" {
  execution {
    memory = "4 gigabytes" # ERROR: Wrong type: The attribute "memory" is the string "4 gigabytes"
  }
  execution {} # ERROR: Duplicate block
}
