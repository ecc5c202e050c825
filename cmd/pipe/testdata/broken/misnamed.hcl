# Blocks whose names are wrong are still looked into.

experiment "broken" {}

dataset "cor pus" { # ERROR The name "cor pus" cannot be referred to
  source = 1        # ERROR The attribute "source" is the number 1
}

dataset "a" "b" { # ERROR A dataset has one name, and here are 2
  sorce  = "x"    # ERROR A dataset has no attribute "sorce". Did you mean "source"?
  source = "x.txt"
  format = "texd" # ERROR There is no format "texd". Did you mean "text"?
}

dataset "folder" {                        # ERROR The name "builtin:miniature/corpus.xyz" does not tell the format
  source = "builtin:miniature/corpus.xyz" # ERROR generates no file "builtin:miniature/corpus.xyz". Did you mean "corpus"?
}
