"""Records to PDF; reportlab lives only here."""
