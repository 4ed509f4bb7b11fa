"""Between processes: numbers only. Losing the wire loses liveliness, never a note."""
