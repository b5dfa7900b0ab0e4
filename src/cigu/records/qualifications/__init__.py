"""What an enterprise was found to be: high-tech, tech SME, specialised and new, and how long."""
