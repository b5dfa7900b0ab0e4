"""What every engine may stand on: errors, codes, days, periods, values, text."""
