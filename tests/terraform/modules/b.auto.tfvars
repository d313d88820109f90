from_automatic = 5
