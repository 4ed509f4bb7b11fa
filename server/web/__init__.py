"""One file per noun: read the form, call the desk, return one partial or a page."""
