"""What somebody who can reach the server's address can do to it, and to what it serves."""
