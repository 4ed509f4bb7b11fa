"""The gallery: every page in every state, looked at by a program and by people. `make gallery` takes all of it, CI a part."""
