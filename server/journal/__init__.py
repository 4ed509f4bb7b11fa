"""The journal in SQL: append-only entries, and beside them who holds which key. SQLite and PostgreSQL by the same code."""
