"""The server: keeps the studio folders of several owners, and makes what is asked for."""
