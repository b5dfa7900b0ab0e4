"""The public portal: what is published, for visitors who do not sign in."""
