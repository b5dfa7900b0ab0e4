"""Technology checkups of enterprises (科技体检)."""
