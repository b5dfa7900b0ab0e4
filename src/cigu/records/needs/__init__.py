"""Technical needs of enterprises: the demand side."""
