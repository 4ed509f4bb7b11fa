"""Filon: live facilitation of workshops and seminars. The floors of the house are described in docs/architecture.md."""

__version__ = "0.1.0"
