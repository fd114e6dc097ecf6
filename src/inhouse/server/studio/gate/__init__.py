"""Who may see and do what on the pages: password, sessions, and forms that are really ours."""
