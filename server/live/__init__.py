"""This process's sockets: who listens to what, and the fragments they are sent."""
