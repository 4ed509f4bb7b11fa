"""Text -> vector -> nearest theme, and the words that name it. Pure computation: no room, no SQL, no event loop."""
