"""What is held on people: each field with its purpose, its basis, who sees it and how it ends."""
